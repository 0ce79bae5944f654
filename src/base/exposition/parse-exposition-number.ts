// Each character can be matched in one way only: a pattern that goes back would take quadratic time.
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** A number as Go and OpenMetrics write it; `null` where it is none. */
export function parseExpositionNumber(text: string): number | null {
  const code = text.charCodeAt(0);
  // Nearly all are digits and a point, which need no pattern.
  if (code >= 48 && code <= 57 && isPlain(text)) return Number(text);
  if (decimal.test(text)) return Number(text);
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?nan$/i.test(text) ? Number.NaN : null;
}

function isPlain(text: string): boolean {
  let points = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) points++;
    else if (code < 48 || code > 57) return false;
  }
  return points <= 1;
}
