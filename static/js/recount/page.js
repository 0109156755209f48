// Fetches the open data, counts again in this browser and shows every step.
import { drawStep, verdict } from "./drawing.js";
import { COUNT, Tally, recount } from "./steps.js";
import { readWords, say } from "./words.js";

const pause = () => new Promise((go) => setTimeout(go));
const place = document.querySelector("[data-recount]");
const progress = document.getElementById("progress");

function tell(sentence, isGood = true) {
  progress.className = isGood ? "note" : "note warn";
  progress.textContent = sentence;
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { cache: "no-cache" });
    return answer.ok ? await answer.arrayBuffer() : null;
  } catch {
    return null;
  }
}

function conclude(tally, stopped) {
  const { isGood, sentence, part } = verdict(tally, stopped);
  place.append(part);
  const more = document.createElement("a");
  more.href = "#verdict";
  more.textContent = say("see-verdict");
  tell("", isGood);
  const strong = document.createElement("b");
  strong.textContent = sentence;
  progress.append(strong, " ", more);
}

async function run() {
  readWords(document.getElementById("recount-words"));
  tell(say("progress-fetch"));
  const bytes = await fetched(place.dataset.bundle);
  if (bytes === null) return tell(say("progress-failed"), false);
  const tally = new Tally();
  let number = 0;
  let stopped = null;
  for await (const step of recount(bytes, place.dataset.sha256, pause)) {
    number += 1;
    tally.add(step);
    if (step.stopped) stopped = step;
    else place.append(drawStep(step, number));
    tell(say("progress-step", { n: number, all: COUNT, name: say(`name-${step.key}`) }));
    await pause();
  }
  conclude(tally, stopped);
}

run().finally(() => performance.mark("recounted"));
