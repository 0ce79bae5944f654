/** One cycle of Go's collector, as a line of `GODEBUG=gctrace=1` tells it. Sizes are whole MiB there. */
export interface GcCycle {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Of objects, when it began, when it ended, and of those what it found live. */
  readonly heapBeforeBytes: number;
  readonly heapAfterBytes: number;
  readonly liveBytes: number;
  /** Where it wanted to end. */
  readonly goalBytes: number;
  /** Whether the program asked for it. */
  readonly isForced: boolean;
}

const cycleLine =
  /^gc (\d+) @(\d+(?:\.\d+)?)s \d+%: ([\d.]+(?:e[+-]?\d+)?(?:\+[\d.]+(?:e[+-]?\d+)?)*) ms clock, .*?(\d+)->(\d+)->(\d+) MB, (\d+) MB goal\b/;
const mebibyte = 2 ** 20;

/**
 * Reads one line of a program's log; `null` for what is no cycle.
 *
 * @param programStartMs milliseconds since 1970: the lines count from there
 */
export function parseGcTraceLine(line: string, programStartMs: number): GcCycle | null {
  // Other lines of the program may have been cut off in front of it.
  const match = cycleLine.exec(
    line.slice(Math.max(0, line.lastIndexOf('gc ', line.indexOf(' @')))),
  );
  if (match === null) return null;
  const [, number, seconds, clock = '', ...sizes] = match;
  const [before = 0, after = 0, live = 0, goal = 0] = sizes.map((each) => Number(each) * mebibyte);
  const startedAtMs = programStartMs + Number(seconds) * 1000;
  const tookMs = clock.split('+').reduce((sum, part) => sum + Number(part), 0);
  return {
    number: Number(number),
    startedAtMs,
    endedAtMs: startedAtMs + tookMs,
    heapBeforeBytes: before,
    heapAfterBytes: after,
    liveBytes: live,
    goalBytes: goal,
    isForced: line.includes('(forced)'),
  };
}
