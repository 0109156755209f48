// Exact numbers: fractions of whole numbers of any size. Nothing here is ever a floating-point number.
const size = (n) => (n < 0n ? -n : n);

function commonDivisor(a, b) {
  while (b) [a, b] = [b, a % b];
  return size(a);
}

export const awayFromZero = () => true;
export const toEven = (quotient) => quotient % 2n === 1n;

// The nearest whole number of top / bottom (bottom > 0); `up` decides about exact halves.
function nearest(top, bottom, up) {
  let quotient = size(top) / bottom;
  const twice = (size(top) % bottom) * 2n;
  if (twice > bottom || (twice === bottom && up(quotient))) quotient += 1n;
  return top < 0n ? -quotient : quotient;
}

export class Fraction {
  constructor(top, bottom = 1n) {
    const divisor = commonDivisor(top, bottom) * (bottom < 0n ? -1n : 1n);
    this.top = top / divisor;
    this.bottom = bottom / divisor;
  }

  // A whole number, "94.5" or "471/5"; a RangeError for anything else.
  static of(value) {
    if (Number.isSafeInteger(value)) return new Fraction(BigInt(value));
    const [, whole, part = "", under = "1"] =
      (typeof value === "string" && /^(-?\d+)(?:\.(\d+)|\/([1-9]\d*))?$/.exec(value)) || [];
    if (whole === undefined) throw new RangeError(`not an exact number: ${value}`);
    return new Fraction(BigInt(whole + part), BigInt(under) * 10n ** BigInt(part.length));
  }

  plus(other) {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other) {
    return new Fraction(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);
  }

  times(other) {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }

  over(other) {
    return new Fraction(this.top * other.bottom, this.bottom * other.top);
  }

  // Below 0, 0 or above 0, as sort() wants it.
  compare(other) {
    const difference = this.top * other.bottom - other.top * this.bottom;
    return difference < 0n ? -1 : Number(difference > 0n);
  }

  equals(other) {
    return this.compare(other) === 0;
  }

  get isZero() {
    return this.top === 0n;
  }

  rounded(decimals, up = awayFromZero) {
    const scale = 10n ** BigInt(decimals);
    return new Fraction(nearest(this.top * scale, this.bottom, up), scale);
  }

  // "72.269", "-0.5", "3": rounded once.
  toFixed(decimals, up = awayFromZero) {
    const whole = nearest(this.top * 10n ** BigInt(decimals), this.bottom, up);
    const digits = size(whole).toString().padStart(decimals + 1, "0");
    const cut = digits.length - decimals;
    return (whole < 0n ? "-" : "") + digits.slice(0, cut) + (decimals ? `.${digits.slice(cut)}` : "");
  }

  // To be read: the decimal where it ends within six digits, else the fraction and about how much that is.
  toString() {
    const short = this.toFixed(6).replace(/\.?0+$/, "");
    return Fraction.of(short).equals(this) ? short : `${this.top}/${this.bottom} ≈ ${this.toFixed(6)}`;
  }
}

export const ZERO = new Fraction(0n);
export const HUNDRED = new Fraction(100n);
export const sum = (numbers) => numbers.reduce((all, one) => all.plus(one), ZERO);
export const mean = (numbers) => sum(numbers).over(new Fraction(BigInt(numbers.length)));
export const percent = (weight, number) => Fraction.of(weight).times(number).over(HUNDRED);
export const greatest = (numbers) => numbers.reduce((best, one) => (one.compare(best) > 0 ? one : best));
export const smallest = (numbers) => numbers.reduce((best, one) => (one.compare(best) < 0 ? one : best));

// Whether a published text says this number, however many zeros it ends with.
export function says(text, number) {
  try {
    return Fraction.of(text).equals(number);
  } catch {
    return false;
  }
}

function wholeRoot(n) {
  if (n < 2n) return n;
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

const SIGNIFICANT = 60;

// The square root to 60 significant digits, exact halves to the even digit: the only number that is not exact.
export function root(number) {
  if (number.isZero) return ZERO;
  const length = (n) => n.toString().length;
  let places = SIGNIFICANT - ((length(number.top) - length(number.bottom)) >> 1);
  for (;;) {
    const power = 10n ** BigInt(2 * Math.abs(places));
    const top = places < 0 ? number.top : number.top * power;
    const bottom = places < 0 ? number.bottom * power : number.bottom;
    const below = wholeRoot(top / bottom);
    const excess = length(below) - SIGNIFICANT;
    if (excess) {
      places -= excess;
      continue;
    }
    const side = 4n * top - (2n * below + 1n) ** 2n * bottom;
    const digits = side > 0n || (side === 0n && toEven(below)) ? below + 1n : below;
    const scale = 10n ** BigInt(Math.abs(places));
    return places < 0 ? new Fraction(digits * scale) : new Fraction(digits, scale);
  }
}
