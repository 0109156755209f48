// The steps about the outcome: places, awards, sums of money, and how much each group really weighed.
import { allocate, sumOf } from "./awards.js";
import { Fraction, HUNDRED, says } from "./fractions.js";
import { line, ofCase, stepWords, table } from "./model.js";
import { effectiveWeights, needsLot, setPlaces, tieValue } from "./ranking.js";
import { naturally, sha256 } from "./texts.js";
import { say, stop, thousands } from "./words.js";

const LOT_DIGITS = 12;

function placeWords(model, place, tieStep) {
  if (typeof place !== "number") return say("unranked");
  return say("place", { n: place }) + (tieStep ? ` · ${stepWords(model, tieStep)}` : "");
}

function valueWords(step, value) {
  if (step === "lot") return `SHA-256 ${value.slice(0, LOT_DIGITS)}…`;
  return value === null ? say("no-mark-short") : String(value);
}

// The total, and where others have the same one every value down to the step that decided.
function placeFrom(model, one) {
  const { rule, ranked } = model;
  const total = say("from-total", { n: one.total.toFixed(rule.decimals) });
  if (!ranked.some((other) => other !== one && other.total.equals(one.total))) return total;
  const last = one.tieStep ? rule.tie_chain.indexOf(one.tieStep) : rule.tie_chain.length - 1;
  const steps = rule.tie_chain.slice(0, last + 1);
  const words = steps.map((step) => `${stepWords(model, step)} ${valueWords(step, tieValue(rule, step, one))}`);
  return [total, ...words].join(" · ");
}

async function drawLots({ rule, ranked }) {
  for (const one of ranked) one.lot = await sha256(rule.lot_seed + one.number);
  if (ranked.some((one) => one.lot === null)) stop("stop-no-lot");
}

function placeLine(model, one) {
  const told = one.row;
  const published = told && placeWords(model, told.rank, told.tie_step);
  const isSame = told?.rank === one.place && told.tie_step === one.tieStep;
  return line(ofCase(one), placeFrom(model, one), placeWords(model, one.place, one.tieStep), published, isSame);
}

function withdrawnLine(model, one) {
  const told = one.row;
  const isSame = told !== undefined && told.rank === null && told.total === "" && told.groups.length === 0;
  return line(ofCase(one), say("withdrawn"), say("unranked"), told && placeWords(model, told.rank, ""), isSame);
}

export async function placesStep(model) {
  const { rule, finalists, ranked, result } = model;
  const hasLot = needsLot(rule, ranked);
  if (hasLot) await drawLots(model);
  setPlaces(hasLot ? rule : { ...rule, tie_chain: rule.tie_chain.filter((step) => step !== "lot") }, ranked);
  const inOrder = ranked.toSorted((a, b) => a.place - b.place || naturally(a.number, b.number));
  const withdrawn = finalists.filter((one) => one.is_withdrawn);
  const order = [...inOrder, ...withdrawn].map((one) => one.number).join(", ");
  const rows = [
    ...inOrder.map((one) => placeLine(model, one)),
    ...withdrawn.map((one) => withdrawnLine(model, one)),
    line({ label: say("order") }, say("from-order"), order, result.rows.map((row) => row.number).join(", ")),
  ];
  return { tables: [table(rows)] };
}

const money = (won) => say("money", { prize: thousands(won.prize_krw), payout: thousands(won.payout_krw) });

function awardFrom(model, won) {
  const winner = model.ranked.find((one) => one.number === won.number);
  if (won.kind === "committee") return say("from-committee");
  if (won.kind === "most_votes") return say("from-most-votes", { n: thousands(winner.votes) });
  return say("place", { n: winner.place });
}

// Only ranked cases can lose an award, and they stand in their order.
function revokedLines(model, revoked) {
  if (!revoked.length) return [];
  const known = model.ranked.filter((one) => revoked.includes(one.number)).map((one) => one.number);
  return [line({ label: say("revoked") }, say("from-revoked"), known.join(", "), revoked.join(", "))];
}

function revokedNote({ rule }, revoked) {
  return revoked.length ? say(rule.revoked_place === "next" ? "revoked-next" : "revoked-empty") : "";
}

export async function awardsStep(model) {
  const kinds = new Map(model.cases.map((one) => [one.number, one.kind]));
  const revoked = model.bundle.revoked ?? [];
  model.won = allocate(model.rule, model.ranked, model.bundle.committee, kinds, revoked);
  const rest = [...model.result.awards];
  const subject = (one) => ({ label: one.number, title: `${one.award} · ${model.titles.get(one.number) ?? ""}` });
  const rows = model.won.map((won) => {
    const at = rest.findIndex((told) => told.number === won.number && told.award === won.award);
    const [told] = at < 0 ? [] : rest.splice(at, 1);
    const isSame = told?.kind === won.kind && told.prize_krw === won.prize_krw && told.payout_krw === won.payout_krw;
    return line(subject(won), awardFrom(model, won), money(won), told && money(told), isSame);
  });
  const unfounded = rest.map((told) => line(subject(told), "", "", money(told), false));
  return { tables: [table([...revokedLines(model, revoked), ...rows, ...unfounded])], note: revokedNote(model, revoked) };
}

const wonWords = (sum) => say("won", { n: thousands(sum) });

export async function sumsStep({ won, result }) {
  const rows = [
    ["sum-prizes", "prize_krw", result.sums.prizes_krw],
    ["sum-payouts", "payout_krw", result.sums.payouts_krw],
  ].map(([name, key, told]) => {
    const sum = sumOf(won, key);
    return line({ label: say(name) }, say("from-awards", { n: won.length }), wonWords(sum), wonWords(told));
  });
  return { tables: [table(rows)] };
}

export async function weightsStep({ rule, ranked, result }) {
  const effective = effectiveWeights(rule, ranked);
  const rows = rule.groups.map((group, at) => {
    const told = result.weights.find((one) => one.name === group.name);
    const shown = effective[at] === null ? null : effective[at].times(HUNDRED).rounded(1);
    const nominal = (weight) => say("nominal", { n: `${weight}%` });
    const from = nominal(group.weight);
    if (!says(told?.nominal, Fraction.of(group.weight))) {
      return line({ label: "", title: group.name }, "", from, told && nominal(told.nominal), false);
    }
    const isSame = shown === null ? told.effective === null : says(told.effective, shown);
    const percents = (number) => (number === null ? null : `${number}%`);
    const exactly = percents(shown && shown.toFixed(1));
    return line({ label: "", title: group.name }, from, exactly, percents(told.effective), isSame);
  });
  return { tables: [table(rows)] };
}
