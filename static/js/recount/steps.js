// The whole recount, step by step: each compares what it works out with what is published.
import { ballotsStep, fileStep, ruleStep, votesStep } from "./inputs.js";
import { cutStep, marksStep } from "./judging.js";
import { modelOf } from "./model.js";
import { awardsStep, placesStep, sumsStep, weightsStep } from "./outcome.js";
import { convertedStep, totalsStep, valuesStep, weightedStep } from "./scores.js";
import { Stop, say } from "./words.js";

const STEPS = {
  file: fileStep,
  rule: ruleStep,
  ballots: ballotsStep,
  votes: votesStep,
  marks: marksStep,
  cut: cutStep,
  values: valuesStep,
  converted: convertedStep,
  weighted: weightedStep,
  totals: totalsStep,
  places: placesStep,
  awards: awardsStep,
  sums: sumsStep,
  weights: weightsStep,
};
export const COUNT = Object.keys(STEPS).length;

function parsed(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, bundle: JSON.parse(text) };
  } catch {
    throw new Stop(say("stop-garbage"));
  }
}

// Whatever a step trips over that is no sentence of ours is a file that is not as it is described.
const described = (error) => (error instanceof Stop ? error : new Stop(say("stop-shape"), { cause: error }));

// Yields {key, tables, note}, and {key, stopped} where going on is impossible, which ends it.
// `sha256` is the value on the page, "" where none stands there; `pause` lets the browser draw.
export async function* recount(bytes, sha256, pause) {
  let model;
  let key = "file";
  try {
    const { text, bundle } = parsed(bytes);
    model = { ...modelOf(bundle), file: { bytes, text, sha256 }, pause };
    for (key of Object.keys(STEPS)) yield { key, ...(await STEPS[key](model)) };
  } catch (error) {
    yield { key, tables: [], note: "", stopped: described(error).message };
  }
}

// The first comparison that failed, and how many were made.
export class Tally {
  first = null;
  counts = { same: 0, different: 0, open: 0 };

  add(step) {
    for (const line of step.tables.flatMap((table) => table.rows)) {
      this.counts[line.isSame === null ? "open" : line.isSame ? "same" : "different"] += 1;
      if (line.isSame === false) this.first ??= { key: step.key, line };
    }
  }
}
