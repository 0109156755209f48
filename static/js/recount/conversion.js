// From the values of a group to comparable points, over the ranked set.
import { Fraction, HUNDRED, ZERO, greatest, mean, root, smallest, sum, toEven } from "./fractions.js";

const FIFTY = new Fraction(50n);
const TEN = new Fraction(10n);
const fraction = (number) => new Fraction(BigInt(number));

function standard(values) {
  const middle = mean(values);
  const distances = values.map((value) => value.minus(middle));
  const deviation = root(mean(distances.map((distance) => distance.times(distance))));
  const points = distances.map((distance) =>
    deviation.isZero ? FIFTY : FIFTY.plus(TEN.times(distance).over(deviation).rounded(20, toEven)),
  );
  return { points, facts: { mean: middle, deviation } };
}

function minMax(values) {
  const [low, high] = [smallest(values), greatest(values)];
  const range = high.minus(low);
  const points = values.map((value) => (range.isZero ? FIFTY : HUNDRED.times(value.minus(low)).over(range)));
  return { points, facts: { low, high } };
}

const shares = (name, whole) => (values) => {
  const all = whole(values);
  const points = values.map((value) => (all.isZero ? ZERO : HUNDRED.times(value).over(all)));
  return { points, facts: { [name]: all } };
};

// Equal values share the mean of the places they occupy.
function rankPoints(values, table) {
  const count = values.length;
  const ofPlace = (place) => {
    if (table) return place <= table.length ? Fraction.of(table[place - 1]) : ZERO;
    return HUNDRED.times(fraction(count - place + 1)).over(fraction(count));
  };
  const points = values.map((value) => {
    const first = 1 + values.filter((other) => other.compare(value) > 0).length;
    const equal = values.filter((other) => other.equals(value)).length;
    return mean(Array.from({ length: equal }, (_, at) => ofPlace(first + at)));
  });
  return { points, facts: {} };
}

const METHODS = {
  standard,
  min_max: minMax,
  share_of_leader: shares("high", greatest),
  share_of_total: shares("sum", sum),
  rank_points: rankPoints,
  as_scored: (values) => ({ points: values, facts: {} }),
};

export const methodOf = (conversion) => conversion.method ?? conversion;

// The points in the order of the values, and the numbers they were made with.
export function convert(conversion, values) {
  const method = METHODS[methodOf(conversion)];
  if (!method) throw new RangeError(`unknown conversion: ${methodOf(conversion)}`);
  return values.length ? method(values, conversion.table) : { points: [], facts: {} };
}
