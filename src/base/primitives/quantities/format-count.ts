/** A number for people, with thousands separators: `851,969`; `2,043.1` with one digit. */
export function formatCount(value: number, digits = 0): string {
  const [whole = '', fraction] = value.toFixed(digits).split('.');
  const grouped = group(whole);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** By hand: compiling the pattern of it took a tenth of a start of `plan`. */
function group(whole: string): string {
  const firstDigit = whole.startsWith('-') ? 1 : 0;
  // 1e21 and above, and what is no number, have no plain digits.
  if (whole.includes('e') || !Number.isFinite(Number(whole))) return whole;
  let grouped = whole;
  for (let at = whole.length - 3; at > firstDigit; at -= 3) {
    grouped = `${grouped.slice(0, at)},${grouped.slice(at)}`;
  }
  return grouped;
}
