// Marks of the judges' rounds, and who went on from round to round.
import { mean } from "./fractions.js";

// The mean of the totals that stay. `left` tells the positions of those left out as highest or lowest.
export function roundMark(totals, trim) {
  const given = totals.flatMap((total, at) => (total === null ? [] : [at]));
  const left = new Set();
  if (trim && given.length >= trim.from_totals) {
    const falling = [...given].sort((a, b) => totals[b].compare(totals[a]));
    const rest = falling.slice(trim.high);
    const stay = rest.slice(0, Math.max(rest.length - trim.low, 0));
    for (const at of given) if (!stay.includes(at)) left.add(at);
  }
  const kept = given.filter((at) => !left.has(at)).map((at) => totals[at]);
  return { left, mark: kept.length ? mean(kept) : null };
}

// More is better; no mark is below any mark. As sort() wants it: the better first.
export function byMark(a, b) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b.compare(a);
}

// The mark of this round, at the line those of the rounds before it, the nearest first.
const byMarksFrom = (at) => (a, b) => {
  for (let round = at; round >= 0; round -= 1) {
    const order = byMark(a.marks[round], b.marks[round]);
    if (order) return order;
  }
  return 0;
};

function best(marked, cut, order) {
  const line = marked.toSorted(order)[cut - 1];
  return line ? marked.filter((one) => order(one, line) <= 0) : marked;
}

// The rounds up to the last that cuts: who entered each and who went on. `field` holds everybody with the
// marks of all rounds in order.
export function goThrough(rounds, field) {
  const cutting = rounds.slice(0, rounds.findLastIndex((round) => round.cut !== null) + 1);
  const stages = [];
  let inside = field;
  cutting.forEach((round, at) => {
    const entered = inside;
    const marked = entered.filter((one) => one.marks[at] !== null);
    inside = round.cut === null ? marked : best(marked, round.cut, byMarksFrom(at));
    stages.push({ round, at, entered, marked, passed: inside });
  });
  return { stages, finalists: inside };
}
