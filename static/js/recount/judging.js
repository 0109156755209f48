// The steps about the judges: the mark of every round, and who became a finalist.
import { says } from "./fractions.js";
import { exact, line, ofCase, table } from "./model.js";
import { byMark, goThrough, roundMark } from "./rounds.js";
import { naturally } from "./texts.js";
import { say } from "./words.js";

const isPlain = (total) => total === null || /^\d+(\.\d{1,2})?$/.test(String(total));

// The totals as they count: those left out in brackets, a dash for a judge without one.
const written = (texts, left) =>
  texts.map((text, at) => (text === null ? "–" : left.has(at) ? `(${text})` : String(text))).join(" · ");

function faultyTotals(one, texts, judges) {
  if (texts.length === judges && texts.every(isPlain)) return [];
  return [line(ofCase(one), texts.join(" · "), say("totals-wanted", { n: judges }), texts.length, false)];
}

function markLines(one, round) {
  const { totals, marks, judges } = round.published;
  const told = marks[one.number];
  if (totals === null) {
    const mark = exact(told);
    one.marks.set(round.order, mark);
    return [line(ofCase(one), say("from-withheld"), mark, mark, null)];
  }
  const texts = totals[one.number] ?? [];
  const { mark, left } = roundMark(texts.map(exact), round.trim);
  one.marks.set(round.order, mark);
  const isSame = mark === null ? told === undefined || told === null : says(told, mark);
  const shown = isSame ? mark : told;
  const faults = texts.length ? faultyTotals(one, texts, judges) : [];
  return [...faults, line(ofCase(one), written(texts, left), mark, shown, isSame)];
}

function strangers({ totals, marks }, finalists) {
  const known = new Set(finalists.map((one) => one.number));
  const numbers = new Set([...Object.keys(totals ?? {}), ...Object.keys(marks)]);
  return [...numbers].filter((number) => !known.has(number)).sort(naturally);
}

export async function marksStep({ rounds, finalists }) {
  const tables = rounds.map((round) => {
    const trim = round.trim && say("trim", { from: round.trim.from_totals, high: round.trim.high, low: round.trim.low });
    const rows = finalists.flatMap((one) => markLines(one, round));
    const others = strangers(round.published, finalists).map((label) =>
      line({ label }, "", say("not-finalist"), round.published.marks[label], false),
    );
    return table([...rows, ...others], { name: round.name, words: trim || say("no-trim") });
  });
  return { tables, note: rounds.length ? "" : say("no-rounds") };
}

function passLines({ round, at, entered, passed }, finalists) {
  const through = new Set(passed);
  return finalists.map((one) => {
    const mark = one.inField.marks[at];
    const place = 1 + entered.filter((other) => byMark(other.marks[at], mark) < 0).length;
    const from = say("from-cut", { mark: mark ?? say("no-mark-short"), n: entered.length, place });
    return line(ofCase(one), from, say(through.has(one.inField) ? "went-on" : "stayed"), say("went-on"));
  });
}

// Cases that have a mark of a round they could not enter.
function intruders(stages, rounds, field, finalists) {
  const inside = (at) => new Set(stages[at]?.entered ?? finalists);
  const isIntruder = (one) => rounds.some((_, at) => one.marks[at] && !inside(at).has(one));
  return field.filter((one) => !one.number && isIntruder(one)).length;
}

export async function cutStep({ bundle, rounds, cases, finalists, result }) {
  const others = bundle.others.map((row) => ({ marks: row.map(exact) }));
  for (const one of finalists) {
    one.inField = { number: one.number, marks: rounds.map((round) => one.marks.get(round.order) ?? null) };
  }
  const field = [...finalists.map((one) => one.inField), ...others];
  const { stages, finalists: through } = goThrough(rounds, field);
  const tables = stages.map((stage) => {
    const values = { n: stage.entered.length, passed: stage.passed.length, cut: stage.round.cut };
    const words = say(stage.round.cut === null ? "cut-none" : "cut-best", values);
    return table(passLines(stage, finalists), { name: stage.round.name, words });
  });
  const list = finalists.map((one) => one.number).join(", ");
  const nameless = { label: say("nameless") };
  const last = [
    line(nameless, say("from-nameless"), cases.length - finalists.length, others.length),
    line(nameless, say("from-nameless-through"), through.filter((one) => !one.number).length, 0),
    line(nameless, say("from-intruders"), 0, intruders(stages, rounds, field, through)),
    line({ label: say("finalists") }, say("from-finalists"), list, result.finalists.join(", ")),
  ];
  return { tables: [...tables, table(last)] };
}
