// Steps and the verdict as parts of the page.
import { Tally } from "./steps.js";
import { say } from "./words.js";

// element("p", {class: "sub"}, "text", child, …); what is null or "" is left out.
function element(name, attributes = {}, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children.filter((child) => child !== null && child !== ""));
  return one;
}

// Words from the data are Korean on pages of every language.
const fromData = (text) => (text ? element("span", document.documentElement.lang === "ko" ? {} : { lang: "ko" }, text) : "");

const spaced = (...parts) => parts.filter(Boolean).flatMap((part, at) => (at ? [" ", part] : [part]));

function check(line) {
  const name = line.isSame === null ? "open" : line.isSame ? "same" : "different";
  const look = { same: "nowrap", different: "nowrap err", open: "sub" };
  return element("td", { class: look[name] }, say(`check-${name}`));
}

function row(line) {
  const narrow = line.from ? element("span", { class: "nar" }, line.from) : "";
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, ...spaced(line.label, fromData(line.title)), narrow),
    element("td", { class: "wid" }, line.from),
    element("td", {}, line.recomputed),
    element("td", {}, line.published),
    check(line),
  );
}

function countOf(rows) {
  const tally = new Tally();
  tally.add({ tables: [{ rows }] });
  return tally.counts;
}

function summary(rows) {
  const { same, different, open } = countOf(rows);
  if (different) return say("rows-different", { n: different });
  if (open) return same ? say("rows-open", { same, open }) : say("rows-none");
  return same === 1 ? say("rows-one") : say("rows-same", { n: same });
}

function drawTable(table, step, at) {
  const id = `${step}-${at}`;
  const heads = ["case", "from", "recomputed", "published", "check"].map((name) =>
    element("th", { scope: "col", ...(name === "from" ? { class: "wid" } : {}) }, say(`head-${name}`)),
  );
  const name = table.name ? element("b", {}, fromData(table.name)) : "";
  const words = spaced(name, table.words);
  // A table that is the only one of its step has its name in the heading.
  const caption = element("caption", words.length ? { id } : { id, class: "sr" }, ...(words.length ? words : [`${at + 1}`]));
  return element(
    "div",
    { class: "tw mt1", role: "region", tabindex: "0", "aria-labelledby": `${step} ${id}` },
    element(
      "table",
      {},
      caption,
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...table.rows.map(row)),
    ),
  );
}

// Open where there is room or something to see; on a phone one presses to see the tables of a step.
function drawTables(step, id) {
  const tables = step.tables.filter((table) => table.rows.length);
  const rows = tables.flatMap((table) => table.rows);
  if (!rows.length) return "";
  const isOpen = countOf(rows).different > 0 || matchMedia("(min-width: 768px)").matches;
  return element(
    "details",
    { class: "mt1", ...(isOpen ? { open: "" } : {}) },
    element("summary", {}, element("b", {}, summary(rows))),
    ...tables.map((table, at) => drawTable(table, id, at)),
  );
}

export function drawStep(step, number) {
  const id = `step-${step.key}`;
  return element(
    "section",
    { class: "mt3", "aria-labelledby": id },
    element("h2", { id }, `${number}. ${say(`name-${step.key}`)}`),
    element("p", { class: "sub" }, say(`how-${step.key}`)),
    step.note ? element("p", { class: "mt1" }, step.note) : "",
    drawTables(step, id),
  );
}

function pairs(values) {
  const list = Object.entries(values).map(([name, value]) =>
    element("div", {}, element("dt", {}, say(name)), element("dd", {}, value)),
  );
  return element("dl", { class: "sum mt1" }, ...list);
}

function difference({ key, line }) {
  return pairs({
    "head-step": say(`name-${key}`),
    "head-case": element("span", {}, ...spaced(line.label, fromData(line.title))),
    "head-published": line.published,
    "head-recomputed": line.recomputed,
  });
}

// {isGood, sentence, part}: what is said aloud, and the last section of the page. `stopped` is the step that could not
// be worked out, if there was one.
export function verdict(tally, stopped) {
  const { first, counts } = tally;
  const isGood = !first && !stopped;
  const sentence = say(first ? "verdict-different" : stopped ? "verdict-stopped" : "verdict-same");
  const part = element(
    "section",
    { class: `${isGood ? "note" : "errsum"} mt3`, "aria-labelledby": "verdict" },
    element("h2", { id: "verdict" }, sentence),
    first ? difference(first) : "",
    stopped ? element("p", { class: "mt1" }, element("b", {}, say(`name-${stopped.key}`)), ": ", stopped.stopped) : "",
    element("p", { class: "mt1" }, say("verdict-counts", counts)),
    isGood ? "" : element("p", {}, say("verdict-call")),
  );
  return { isGood, sentence, part };
}
