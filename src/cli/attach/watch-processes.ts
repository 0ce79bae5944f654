import { setTimeout as wait } from 'node:timers/promises';
import type { Followed, MapsLook, ProcessEnding } from '../../live/attach/follow/followed.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { CliContext } from '../io/cli-io.ts';
import { exitCodes } from '../io/exit-code.ts';
import { attachTable } from '../text/live/attach-table.ts';
import type { LiveAlarm } from '../../live/attach/follow/live-alarms.ts';
import { alarmText, ChangeLines, heardTexts } from '../text/live/attach-changes.ts';
import { LiveScreen } from '../text/live/live-screen.ts';
import { processName } from '../../report/live/live-words.ts';
import { terminalText } from '../text/terminal-text.ts';

/** How watching goes on. Times are in milliseconds. */
export interface WatchOptions {
  readonly everyMs: number;
  /** `null`: until the processes or a request end it. */
  readonly forMs: number | null;
  readonly top: number;
  /** Take what each round of looks saw, one after the other. */
  readonly listeners: readonly LookListener[];
}

/** Takes the looks of one round, of those processes that run. */
export type LookListener = (looks: ReadonlyMap<Followed, MapsLook>) => void | Promise<void>;

/** One process that is watched, as it was seen last. */
interface Watched {
  readonly followed: Followed;
  readonly lines: ChangeLines;
  readonly alarms: LiveAlarm[];
  last: MapsLook | null;
  ending: ProcessEnding | null;
  /** The last growths that were heard at their inserts: below the table of a terminal. */
  heard: readonly string[];
}

const mostHeard = 5;

/**
 * Looks at processes again and again until they end, the time is over, or a request ends it: on a
 * terminal a table in its place, else a line for each change. The last table stays.
 */
export async function watchProcesses(
  processes: readonly Followed[],
  { everyMs, forMs, top, listeners }: WatchOptions,
  context: CliContext,
): Promise<void> {
  const { stdout, raw, signal } = context;
  const isTerminal = raw.stdout.isTTY === true;
  const screen = new LiveScreen(raw.stdout);
  const watched = processes.map((followed): Watched => {
    const prefix = processes.length === 1 ? '' : `${followed.process.pid}  `;
    return {
      followed,
      lines: new ChangeLines(prefix),
      alarms: [],
      heard: [],
      last: null,
      ending: null,
    };
  });
  const endMs = forMs === null ? Number.POSITIVE_INFINITY : performance.now() + forMs;
  const tables = (): string => tablesOf(watched, top, isTerminal ? (stdout.columns ?? 80) : null);
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const startMs = performance.now();
    const looks = await lookAtAll(watched, signal);
    if (signal.aborted) break;
    const seen = new Map(looks.map(({ followed, look }) => [followed, look]));
    for (const listener of listeners) await listener(seen);
    const changes = looks.map(({ lines }) => lines).join('');
    if (isTerminal) screen.show(tables());
    else stdout.write(isFirst ? tables() : changes);
    const isOver = watched.every(({ ending }) => ending !== null);
    if (isOver || performance.now() + everyMs > endMs) break;
    await rest(Math.max(0, startMs + everyMs - performance.now()), signal);
  }
  if (!isTerminal) stdout.write(tables());
  sayGrowthCounts(watched, context);
  sayEndings(watched, context);
}

/** What a look saw, and the lines of what changed. */
interface SeenNow {
  readonly followed: Followed;
  readonly look: MapsLook;
  readonly lines: string;
}

/** A look at every process that runs. */
async function lookAtAll(
  watched: readonly Watched[],
  signal: AbortSignal,
): Promise<readonly SeenNow[]> {
  const seen: SeenNow[] = [];
  for (const each of watched) {
    if (each.ending !== null) continue;
    const look = await untilAborted(each.followed.look(), signal);
    if (look === null) break;
    if (look.kind === 'over') {
      each.ending = look.ending;
      continue;
    }
    each.last = look;
    each.alarms.push(...look.alarms);
    each.heard = [...each.heard, ...heardTexts(look)].slice(-mostHeard);
    seen.push({ followed: each.followed, look, lines: each.lines.of(look) });
  }
  return seen;
}

/** Alarms that stand below a table: the newest. */
const mostAlarms = 4;

function tablesOf(watched: readonly Watched[], top: number, width: number | null): string {
  return watched
    .flatMap(({ followed, last: look, alarms, heard }) => {
      if (look === null) return [];
      // Without a terminal each growth is a line of its own already.
      const growths = width === null ? [] : heard.map((line) => `${line.slice(0, width)}\n`);
      return [
        attachTable({ process: followed.process, look, top, width }),
        ...growths,
        ...alarms.slice(-mostAlarms).map((alarm) => terminalText(`${alarmText(alarm)}\n`)),
      ];
    })
    .join('');
}

/** Whether every growth was heard: the kernel counts those of all processes that run an executable. */
function sayGrowthCounts(watched: readonly Watched[], { stderr }: CliContext): void {
  for (const { followed } of watched) {
    const counts = followed.endGrowths();
    if (counts === null) continue;
    const { heard, lost, kernel } = counts;
    const losses =
      lost === 0 ? '' : `; ${formatCount(lost)} lines were lost, the kernel had no room`;
    stderr.write(
      `process ${followed.process.pid}: ${formatCount(heard)} growths heard at the insert, ${formatCount(kernel)} counted by the kernel${losses}\n`,
    );
  }
}

/** A program that gave way to another is not the one that was asked for. */
function sayEndings(watched: readonly Watched[], { stdout, exitWith }: CliContext): void {
  for (const { followed, ending, last } of watched) {
    if (ending === null) continue;
    const how = ending === 'ended' ? 'has ended' : 'runs another program by now';
    stdout.write(`${processName(followed.process)} ${how}\n`);
    if (ending === 'replaced' || last === null) exitWith(exitCodes.invalid);
  }
}

/** A scan may take seconds: who asks for an end does not wait for it. */
export async function untilAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | null> {
  // Once nobody waits, its failure is nobody's.
  work.catch(() => undefined);
  const over = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { signal: over.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}

/** Waits, or less long where an end is asked for. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
