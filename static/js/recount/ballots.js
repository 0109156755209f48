// The ballots one by one: in order, canonical, as many choices as the rule asks, only cases that stood on the ballot.
import { byCodePoint, naturally } from "./texts.js";

const BREATH = 20000;

const isAllowedCount = (poll, count) =>
  poll.choices === "exactly" ? count === poll.k : count >= 1 && count <= poll.k;

function isCanonical(choices) {
  return choices.every((choice, at) => at === 0 || naturally(choices[at - 1], choice) < 0);
}

// Faults as {order, form, choices, cases}: how many ballots and the first of them; `votes` by case.
// `pause` lets the browser draw now and then.
export async function countBallots(ballots, poll, finalists, pause) {
  const votes = new Map(finalists.map((number) => [number, 0]));
  const faults = {};
  const find = (kind, ballot) => {
    faults[kind] ??= { count: 0, first: ballot };
    faults[kind].count += 1;
  };
  for (let at = 0; at < ballots.length; at += 1) {
    const ballot = ballots[at];
    const choices = ballot.split(",");
    if (at && byCodePoint(ballots[at - 1], ballot) > 0) find("order", ballot);
    if (!isCanonical(choices)) find("form", ballot);
    if (!isAllowedCount(poll, choices.length)) find("choices", ballot);
    if (!choices.every((choice) => votes.has(choice))) find("cases", ballot);
    for (const choice of choices) if (votes.has(choice)) votes.set(choice, votes.get(choice) + 1);
    if (at % BREATH === BREATH - 1) await pause();
  }
  return { votes, faults };
}
