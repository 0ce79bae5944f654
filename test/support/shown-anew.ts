/**
 * What a page shows of an output that has changed. Each line that was shown is found again by its words,
 * without its figures; what was left out stays so.
 */
export function shownAnew(shown: string, output: string): string {
  const lines = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  let isOpen = false;
  const anew: string[] = [];
  for (const line of shown.split('\n')) {
    if (line.trim() === '...') {
      isOpen = true;
      anew.push(line);
      continue;
    }
    const found = isOpen ? nearest(line, lines, from) : from;
    const now = lines[found];
    if (now === undefined) continue;
    anew.push(line.includes('...') ? line : now);
    from = found + 1;
    isOpen = false;
  }
  return anew.join('\n');
}

/** The place of the line whose words are most like those of another, from a place on. */
function nearest(line: string, lines: readonly string[], from: number): number {
  const wanted = wordsOf(line);
  let best = lines.length;
  let most = -1;
  for (let place = from; place < lines.length; place++) {
    const words = wordsOf(lines[place] ?? '');
    const same = [...wanted].filter((word) => words.has(word)).length;
    const share = wanted.size + words.size === 0 ? 1 : (2 * same) / (wanted.size + words.size);
    if (share > most) [best, most] = [place, share];
  }
  return best;
}

/** Figures count less than words: sizes change, the number of an insert seldom does. */
function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[\d.,]{5,}|[a-zA-Z]{3,}/gu) ?? []);
}
