// The sentences of the page stand in its template, so that they are translated where all others are.
const words = new Map();

export function readWords(template) {
  for (const one of template.content.querySelectorAll("[data-word]")) {
    words.set(one.dataset.word, one.textContent.trim());
  }
}

// `say("votes", {n: 5})`: the sentence of that name with {n} filled in.
export function say(name, values = {}) {
  const text = words.get(name);
  if (text === undefined) throw new Error(`no words for ${name}`);
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

export const thousands = (n) => Number(n).toLocaleString("en");

// What makes going on impossible, as a sentence for the citizen.
export class Stop extends Error {}

export const stop = (name, values) => {
  throw new Stop(say(name, values));
};
