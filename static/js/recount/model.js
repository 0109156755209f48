// The bundle as the steps use it, and how one comparison is written down.
import { Fraction } from "./fractions.js";
import { naturally } from "./texts.js";
import { say, stop } from "./words.js";

export const FORMAT = "award-bundle 1";

export function modelOf(bundle) {
  if (bundle?.format !== FORMAT) stop("stop-format", { format: FORMAT });
  const { rule, cases, result } = bundle;
  const rows = new Map(result.rows.map((row) => [row.number, row]));
  const rounds = rule.rounds.toSorted((a, b) => a.order - b.order).map((round) => ({
    ...round,
    cut: round.cut ?? null,
    published: bundle.rounds.find((one) => one.order === round.order),
  }));
  const finalists = cases
    .filter((one) => one.is_finalist)
    .map((one) => ({ ...one, row: rows.get(one.number), marks: new Map(), values: [], points: [], votes: null }))
    .toSorted((a, b) => naturally(a.number, b.number));
  const ranked = finalists.filter((one) => !one.is_withdrawn);
  const titles = new Map(cases.map((one) => [one.number, one.title]));
  return { bundle, rule, cases, result, rounds, finalists, ranked, titles, poll: rule.poll ?? null };
}

// A line of a table: of what, from what, what came out, what is published. `isSame` is null where nothing was compared.
export const line = (subject, from, recomputed, published, isSame = recomputed === published) => ({
  label: subject.label,
  title: subject.title ?? "",
  from,
  recomputed: told(recomputed),
  published: told(published),
  isSame,
});

const told = (value) => (value === undefined || value === null || value === "" ? say("none") : String(value));

export const ofCase = (one) => ({ label: one.number, title: one.title });

// `name` is from the data and Korean on pages of every language.
export const table = (rows, { name = "", words = "" } = {}) => ({ rows, name, words });

export const roundName = (model, order) => model.rounds.find((round) => round.order === order)?.name ?? `${order}`;

// The mark as a number; a fault where the text is none.
export const exact = (text) => (text === null || text === undefined ? null : Fraction.of(text));

export const stepWords = (model, step) => {
  if (step.startsWith("group:")) return step.slice("group:".length);
  if (step.startsWith("round:")) return roundName(model, Number(step.slice("round:".length)));
  return step === "votes" || step === "lot" ? say(`tie-${step}`) : step;
};
