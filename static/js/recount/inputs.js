// The steps about what was published to count from: the file, the rule, the ballots, the votes.
import { countBallots } from "./ballots.js";
import { Fraction } from "./fractions.js";
import { line, ofCase, table } from "./model.js";
import { canonical, sha256 } from "./texts.js";
import { say, thousands } from "./words.js";

function hashLine(subject, from, digest, published) {
  if (digest === null) return line(subject, from, say("no-hash"), published, null);
  return line(subject, from, digest, published, published ? digest === published : null);
}

export async function fileStep({ bundle, file }) {
  const name = { label: say("name-file") };
  const isCanonical = canonical(bundle) === file.text;
  const digest = await sha256(file.bytes);
  const rows = [
    hashLine(name, say("from-bytes", { n: thousands(file.bytes.byteLength) }), digest, file.sha256),
    line(name, say("from-canonical"), say(isCanonical ? "is-canonical" : "not-canonical"), say("is-canonical")),
  ];
  return { tables: [table(rows)], note: digest === null ? say("no-hash-how") : "" };
}

export async function ruleStep({ bundle, rule }) {
  const digest = await sha256(canonical(rule));
  return { tables: [table([hashLine({ label: say("name-rule") }, say("from-rule"), digest, bundle.rule_sha256)])] };
}

function faultLine(kind, fault) {
  const [found, none] = [fault?.count ?? 0, say("faulty", { n: 0 })];
  const first = fault ? ` (${fault.first})` : "";
  return line({ label: say(`ballots-${kind}`) }, "", say("faulty", { n: thousands(found) }) + first, none, !fault);
}

// Where single ballots are not told, the sum of the votes still says something.
function sumLine({ bundle, poll }) {
  const all = Object.values(bundle.votes).reduce((sum, one) => sum + one, 0);
  const most = poll.k * bundle.seal.ballots;
  const from = say("from-product", { k: poll.k, n: thousands(bundle.seal.ballots) });
  const isExact = poll.choices === "exactly";
  const words = isExact ? thousands(most) : say("at-most", { n: thousands(most) });
  return line({ label: say("ballots-sum") }, from, words, thousands(all), isExact ? all === most : all <= most);
}

export async function ballotsStep(model) {
  const { bundle, poll, finalists, pause } = model;
  if (!poll) return { tables: [], note: say("no-poll") };
  const { ballots, seal } = bundle;
  if (ballots === null) {
    return { tables: bundle.votes && seal ? [table([sumLine(model)])] : [], note: say("no-ballots") };
  }
  const numbers = finalists.map((one) => one.number);
  const { votes, faults } = await countBallots(ballots, poll, numbers, pause);
  model.counted = votes;
  const [listed, sealed] = [thousands(ballots.length), seal ? thousands(seal.ballots) : ""];
  const rows = [
    line({ label: say("ballots-sealed") }, say("from-list"), listed, sealed, seal ? listed === sealed : null),
    ...["order", "form", "choices", "cases"].map((kind) => faultLine(kind, faults[kind])),
  ];
  return { tables: [table(rows, { words: say(`poll-${poll.choices}`, { k: poll.k }) })] };
}

export async function votesStep({ bundle, poll, finalists, counted }) {
  if (!poll || !bundle.votes) return { tables: [], note: say(poll ? "no-votes" : "no-poll") };
  const published = { ...bundle.votes };
  const rows = finalists.map((one) => {
    const told = published[one.number];
    const votes = counted ? counted.get(one.number) : told;
    delete published[one.number];
    one.votes = Fraction.of(votes ?? 0);
    const isSame = counted ? votes === told : told > (bundle.seal?.ballots ?? told) ? false : null;
    return line(ofCase(one), say(counted ? "from-ballots" : "from-votes"), votes, told, isSame);
  });
  const strangers = Object.entries(published).map(([label, votes]) => line({ label }, "", "", votes, false));
  const shown = finalists
    .filter((one) => one.row && one.votes.compare(Fraction.of(one.row.votes ?? -1)))
    .map((one) => line(ofCase(one), say("from-row"), one.votes, one.row.votes, false));
  return { tables: [table([...rows, ...strangers, ...shown])] };
}
