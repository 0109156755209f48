// Orders of texts, canonical JSON and SHA-256.

// By code points; JavaScript's own order differs only where letters lie beyond the first plane.
export function byCodePoint(a, b) {
  if (a === b) return 0;
  let at = 0;
  while (a[at] === b[at] && at < a.length) at += 1;
  const code = (text) => text.codePointAt(at) ?? -1;
  return code(a) - code(b) || a.length - b.length;
}

// Digits count as numbers: 2, 10, 10-2, A3.
export function naturally(a, b) {
  const parts = (text) => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const areNumbers = /^\d/.test(left[at]) && /^\d/.test(right[at]);
    const difference = areNumbers ? BigInt(left[at]) - BigInt(right[at]) : BigInt(byCodePoint(left[at], right[at]));
    if (difference) return difference < 0n ? -1 : 1;
  }
  return left.length - right.length || byCodePoint(a, b);
}

// Keys sorted, no blanks, letters as they are.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entry = (key) => `${JSON.stringify(key)}:${canonical(value[key])}`;
  return `{${Object.keys(value).sort(byCodePoint).map(entry).join(",")}}`;
}

// SHA-256 in hex; null where the browser offers none, which is on pages without https.
export async function sha256(data) {
  if (!globalThis.crypto?.subtle) return null;
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
