// Totals, places and the steps that part equal totals.
import { Fraction, ZERO, percent, sum } from "./fractions.js";
import { byMark } from "./rounds.js";
import { byCodePoint } from "./texts.js";

// What counts of a bonus: at most the cap, nothing where the rule knows none.
export function countedBonus(rule, given) {
  if (!rule.bonus || given === undefined) return ZERO;
  const [bonus, cap] = [Fraction.of(given), Fraction.of(rule.bonus.cap ?? given)];
  return bonus.compare(cap) > 0 ? cap : bonus;
}

// `one` has `points` by group in the order of the rule and a `bonus`; rounded once.
export function totalOf(rule, one) {
  const parts = rule.groups.map((group, at) => percent(group.weight, one.points[at]));
  return sum(parts).plus(one.bonus).rounded(rule.decimals);
}

// The value a step of the chain compares: an exact number or null, for the lot a text.
export function tieValue(rule, step, one) {
  const [kind, name] = [step.split(":", 1)[0], step.slice(step.indexOf(":") + 1)];
  if (kind === "lot") return one.lot;
  if (kind === "votes") return one.votes;
  if (kind === "round") return one.marks.get(Number(name)) ?? null;
  const at = rule.groups.findIndex((group) => group.name === name);
  if (kind !== "group" || at < 0) throw new RangeError(`unknown step: ${step}`);
  return one.values[at];
}

function comparing(rule, step) {
  const order = step === "lot" ? byCodePoint : byMark;
  return (a, b) => order(tieValue(rule, step, a), tieValue(rule, step, b));
}

// Groups of equals, the best first.
function parted(cases, order) {
  const groups = [];
  for (const one of cases.toSorted(order)) {
    const last = groups.at(-1);
    if (last && order(last[0], one) === 0) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

// Sets `place` (1, 2, 2, 4) and `tieStep` of every case of the ranked set.
export function setPlaces(rule, cases) {
  let groups = parted(cases, (a, b) => b.total.compare(a.total));
  for (const one of cases) one.tieStep = "";
  for (const step of rule.tie_chain) {
    groups = groups.flatMap((equals) => {
      if (equals.length === 1) return [equals];
      const parts = parted(equals, comparing(rule, step));
      if (parts.length > 1) for (const one of equals) one.tieStep = step;
      return parts;
    });
  }
  let place = 1;
  for (const equals of groups) {
    for (const one of equals) one.place = place;
    place += equals.length;
  }
}

// Whether somebody's place hangs on the lot: two are equal in everything before it.
export function needsLot(rule, cases) {
  const at = rule.tie_chain.indexOf("lot");
  if (at < 0) return false;
  const trial = cases.map((one) => ({ ...one }));
  setPlaces({ ...rule, tie_chain: rule.tie_chain.slice(0, at) }, trial);
  return new Set(trial.map((one) => one.place)).size < trial.length;
}

// How much of the differences between the totals a group made, in percent; null where there are none.
export function effectiveWeights(rule, cases) {
  const parts = rule.groups.map((group, at) => cases.map((one) => percent(group.weight, one.points[at])));
  const sums = cases.map((_, at) => sum(parts.map((part) => part[at])));
  const count = new Fraction(BigInt(cases.length || 1));
  const centred = (numbers) => {
    const middle = sum(numbers).over(count);
    return numbers.map((number) => number.minus(middle));
  };
  const product = (a, b) => sum(a.map((number, at) => number.times(b[at])));
  const spread = centred(sums);
  const whole = product(spread, spread);
  return parts.map((part) => (whole.isZero ? null : product(centred(part), spread).over(whole)));
}
