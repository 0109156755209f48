// The steps from the marks and votes of a case to its total.
import { convert, methodOf } from "./conversion.js";
import { Fraction, percent, says, sum } from "./fractions.js";
import { exact, line, ofCase, roundName, table } from "./model.js";
import { countedBonus, totalOf } from "./ranking.js";
import { say, stop } from "./words.js";

const publishedGroup = (one, group) => one.row?.groups.find((told) => told.name === group.name);

function sourceOf(model, one, source) {
  const isRound = source.round !== undefined;
  const number = isRound ? one.marks.get(source.round) : one.votes;
  if (number === null || number === undefined) stop("stop-no-value", { number: one.number });
  const name = isRound ? roundName(model, source.round) : say("votes");
  return { number: percent(source.weight, number), words: `${name} ${number} × ${source.weight}%` };
}

// A published rounded value says the exact one as far as its digits go.
function isShort(text, number) {
  const digits = /^-?\d+(?:\.(\d+))?$/.exec(text);
  return digits !== null && says(text, number.rounded((digits[1] ?? "").length));
}

export async function valuesStep(model) {
  const tables = model.rule.groups.map((group, at) => {
    const rows = model.ranked.map((one) => {
      const parts = group.sources.map((source) => sourceOf(model, one, source));
      const value = sum(parts.map((part) => part.number));
      one.values[at] = value;
      const told = publishedGroup(one, group);
      const isExact = says(told?.exact, value);
      const isSame = isExact && isShort(told.value, value);
      const published = isSame ? value : isExact ? told.value : told?.exact;
      return line(ofCase(one), parts.map((part) => part.words).join(" + "), value, published, isSame);
    });
    return table(rows, { name: group.name });
  });
  return { tables };
}

function factWords(facts) {
  return Object.entries(facts)
    .map(([name, number]) => say(`fact-${name}`, { n: name === "deviation" ? number.toFixed(6) : number }))
    .join(", ");
}

export async function convertedStep({ rule, ranked }) {
  const tables = rule.groups.map((group, at) => {
    const { points, facts } = convert(group.conversion, ranked.map((one) => one.values[at]));
    const rows = ranked.map((one, index) => {
      one.points[at] = points[index];
      const shown = points[index].toFixed(rule.decimals);
      const told = publishedGroup(one, group)?.converted;
      const isSame = says(told, Fraction.of(shown));
      return line(ofCase(one), say("from-value", { n: one.values[at] }), shown, told, isSame);
    });
    const method = say(group.conversion.table ? "by-table" : `by-${methodOf(group.conversion)}`);
    return table(rows, { name: group.name, words: [method, factWords(facts)].filter(Boolean).join(" ") });
  });
  return { tables };
}

export async function weightedStep({ rule, ranked }) {
  const tables = rule.groups.map((group, at) => {
    const rows = ranked.map((one) => {
      const shown = percent(group.weight, one.points[at]).toFixed(rule.decimals);
      const told = publishedGroup(one, group)?.weighted;
      const from = `${one.points[at].toFixed(rule.decimals)} × ${group.weight}%`;
      return line(ofCase(one), from, shown, told, says(told, Fraction.of(shown)));
    });
    return table(rows, { name: group.name });
  });
  return { tables };
}

function totalFrom(rule, one, given) {
  const parts = rule.groups.map((group, at) => percent(group.weight, one.points[at]).toFixed(rule.decimals));
  const words = given === undefined ? [] : [say("bonus", { given, counted: one.bonus })];
  return [...parts, ...words].join(" + ");
}

export async function totalsStep({ bundle, rule, ranked }) {
  const rows = ranked.map((one) => {
    const given = bundle.bonus?.[one.number];
    one.bonus = countedBonus(rule, given);
    one.total = totalOf(rule, one);
    const told = one.row?.total;
    const shown = one.total.toFixed(rule.decimals);
    return line(ofCase(one), totalFrom(rule, one, given), shown, told, says(told, one.total));
  });
  const cap = rule.bonus?.cap ?? null;
  const words = say("decimals", { n: rule.decimals }) + (cap === null ? "" : ` ${say("cap", { n: exact(cap) })}`);
  return { tables: [table(rows, { words })] };
}
