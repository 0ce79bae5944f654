import { numberAt } from '../number-at.ts';
/**
 * The candidate that is nearest to a misspelt name, by Levenshtein distance, or `undefined` where
 * none is near enough (a third of the name's length, at least 2).
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(name.length / 3));
  let nearest: string | undefined;
  let least = most + 1;
  for (const candidate of candidates) {
    const distance = levenshtein(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const substituted = numberAt(row, j) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(substituted, numberAt(row, j + 1) + 1, numberAt(next, j) + 1));
    }
    row = next;
  }
  return numberAt(row, b.length);
}
