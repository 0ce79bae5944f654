/** From behind the opening brace of a function to its closing one. */
export interface Body {
  readonly start: number;
  readonly end: number;
}

const head = /^func\b/gm;

/**
 * The bodies of the functions of a file, found as gofmt lays them out: a line ends with the brace that opens one, and
 * its end stands alone at the start of a line. What is laid out otherwise is left out or found wrong; then what
 * remains is no Go, which the parser notices.
 */
export function functionBodies(source: string): readonly Body[] {
  const bodies: Body[] = [];
  head.lastIndex = 0;
  for (let found = head.exec(source); found !== null; found = head.exec(source)) {
    const start = bodyStart(source, found.index);
    const end = start === null ? -1 : source.indexOf('\n}\n', start - 1);
    if (start === null || end === -1) continue;
    bodies.push({ start, end: end + 1 });
    head.lastIndex = end + 2;
  }
  return bodies;
}

/** Behind the line that opens the body; `null` of a function that has none, or has it in its one line. */
function bodyStart(source: string, from: number): number | null {
  for (let at = from; ;) {
    const end = source.indexOf('\n', at);
    if (end === -1) return null;
    const last = source[end - 1];
    if (last === '{') return end + 1;
    if (last !== '(' && last !== ',') return null;
    at = end + 1;
  }
}

/** What lies between the bodies. */
export function outsideOf(bodies: readonly Body[], length: number): readonly Body[] {
  const starts = [0, ...bodies.map(({ end }) => end)];
  return starts.map((start, index) => ({ start, end: bodies[index]?.start ?? length }));
}
