/**
 * What a page shows of an output that has changed. Where lines were left out, the first line behind them is
 * found again by its words, without its figures, and those behind it follow.
 */
export function shownAnew(shown: string, output: string): string {
  const lines = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  const segments = segmentsOf(shown).map((segment, index) => {
    const worded = Math.max(
      0,
      segment.findIndex((line) => line.trim() !== ''),
    );
    const isOpen = index > 0 && segment.length > 0;
    const start = isOpen ? nearest(segment[worded] ?? '', lines, from + worded) - worded : from;
    from = start + segment.length;
    return segment.flatMap((line, place) => {
      const now = lines[start + place];
      return now === undefined ? [] : [line.includes('...') ? line : now];
    });
  });
  return segments
    .flatMap((segment, index) => (index === 0 ? segment : segment.toSpliced(0, 0, '...')))
    .join('\n');
}

/** The lines between those of three dots. */
function segmentsOf(shown: string): readonly (readonly string[])[] {
  return shown.split(/^\.\.\.$\n?/mu).map((part) => {
    const text = part.endsWith('\n') ? part.slice(0, -1) : part;
    return text === '' && part === '' ? [] : text.split('\n');
  });
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

/** Sizes change; long figures, such as the number of an insert, seldom do. */
function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[\d.,]{5,}|[a-zA-Z]{3,}/gu) ?? []);
}
