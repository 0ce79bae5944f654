import { byteColumnOf, type ByteColumn } from '../../base/primitives/quantities/byte-unit.ts';
import { formatBytes, formatLimitBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import type { CollectorLook } from '../../live/attach/collector/collector-look.ts';
import type { OldTableFate } from '../../live/attach/collector/old-table.ts';
import type { FollowedMap } from '../../live/attach/follow/followed-map.ts';
import type { MemoryRoom } from '../../live/attach/proc/memory-room.ts';
import type { LiveMap, LiveProcess } from '../../maps/figures/live-map.ts';
import { waveProgress } from '../../maps/figures/next-wave.ts';

// What the terminal and the page say of a live map, in the same words.

export function nameOf({ name, address, id }: LiveMap): string {
  return name ?? address ?? id;
}

/** Of many candidates the first would be a guess: their number says how much is known. */
export function typeOf({ type, kind, candidateTypes }: LiveMap): string {
  if (type !== null) return type;
  if (candidateTypes.length === 0) return kind;
  return candidateTypes.length <= 2
    ? candidateTypes.join(' or ')
    : `one of ${candidateTypes.length} types`;
}

/** How far a growth, or a wave of splits, is; `-` where there is none. */
export function growingOf({ figures }: LiveMap): string {
  const wave = waveProgress(figures);
  if (wave !== null) return `${Math.floor(100 * wave)} %`;
  if (figures.growing === null) return '-';
  const { oldBuckets, movedBuckets } = figures.growing;
  if (oldBuckets === null || movedBuckets === null) return 'yes';
  return `${Math.floor((100 * movedBuckets) / oldBuckets)} %`;
}

export function countOr(count: number | null | undefined): string {
  return count === null || count === undefined ? '-' : formatCount(count);
}

/** `+1,200`, entries per minute. */
export function rateText({ entriesPerMinute }: FollowedMap): string {
  if (entriesPerMinute === null) return '-';
  const whole = Math.round(entriesPerMinute);
  return `${whole > 0 ? '+' : ''}${formatCount(whole)}`;
}

export function minutesText(minutes: number | null): string {
  if (minutes === null) return '-';
  if (minutes >= 60 * 24 * 3) return `${formatCount(Math.round(minutes / 60 / 24))} days`;
  return minutes < 1 / 60 ? 'now' : formatDuration(minutes * 60_000);
}

/** One unit for the bytes of all rows: held, of an old table, and of the growth to come. */
export function bytesOfRows(rows: readonly FollowedMap[]): ByteColumn {
  return byteColumnOf(
    rows.flatMap(({ map, next }) => [
      map.figures.bytes.held,
      map.figures.bytes.old,
      next?.peakBytes,
    ]),
  );
}

export function peakText({ next }: FollowedMap, bytes: ByteColumn): string {
  return next === null || next.peakBytes === null ? '-' : bytes.format(next.peakBytes);
}

/** `2.4 garbage`, in the unit of the column: tables that growths left, and whether anybody needs them. */
export function oldTableText(
  { figures }: LiveMap,
  fate: OldTableFate | null,
  bytes: ByteColumn,
): string {
  if (fate === null) return figures.bytes.old === 0 ? '-' : bytes.format(figures.bytes.old);
  return `${bytes.format(fate.bytes)} ${fate.state === 'in-use' ? 'in use' : fate.state}`;
}

/** What became of the tables that one growth left, as the end of a sentence. */
export function fateWords({ tables, bytes, ...fate }: OldTableFate): string {
  const what =
    tables === 1
      ? `old table of ${formatBytes(bytes)}`
      : `${formatCount(tables)} old tables of ${formatBytes(bytes)}`;
  switch (fate.state) {
    case 'in-use':
      return `${what} in use`;
    case 'garbage':
      return `${what} garbage${fate.garbageSinceCycle === null ? '' : ` since cycle ${formatCount(fate.garbageSinceCycle)}`}`;
    case 'swept': {
      if (fate.sweptByCycle === null) return `${what} swept`;
      const { notBefore, notAfter } = fate.sweptByCycle;
      const cycles = notBefore === notAfter ? `cycle` : `cycle ${formatCount(notBefore)} to`;
      return `${what} swept after ${cycles} ${formatCount(notAfter)}`;
    }
  }
}

/** `cycle 12, heap 32.6 MiB, goal 64.9 MiB`. */
export function collectorText(look: CollectorLook): string {
  const { cycles, majorCycles, isMarking, heapBytes, goalBytes, spaces } = look;
  if (spaces.length === 0) {
    const goal = goalBytes === null ? 'no goal' : `goal ${formatBytes(goalBytes)}`;
    return `cycle ${countOr(cycles)}${isMarking === true ? ', marking' : ''}, heap ${formatBytes(heapBytes)}, ${goal}`;
  }
  const whole = majorCycles === null ? '' : `, ${formatCount(majorCycles)} of the whole heap`;
  const largest = spaces.toSorted((a, b) => b.bytes - a.bytes).slice(0, mostSpaces);
  const shown = largest.map(({ name, bytes }) => `${spaceName(name)} ${formatBytes(bytes)}`);
  const counted = cycles === null ? '' : `${formatCount(cycles)} collections${whole}, `;
  return `${counted}heap ${formatBytes(heapBytes)}: ${shown.join(', ')}`;
}

const mostSpaces = 3;

/** `large_object_space` as `large object`; pages that isolates share have no space. */
function spaceName(name: string): string {
  return name === '' ? 'shared' : name.replace(/_space$/, '').replaceAll('_', ' ');
}

export function fitsText(fits: boolean | null): string {
  if (fits === null) return '-';
  return fits ? 'yes' : 'NO';
}

const limitWords: Readonly<Record<MemoryRoom['limitedBy'], string>> = {
  group: ' in its control group',
  given: '',
  maxmemory: ', by its maxmemory',
};

/** What is followed, as a sentence names it: `process 4711 (api)`, `Redis at 127.0.0.1:6379`. */
export function processName({ pid, name, runtime }: LiveProcess): string {
  return runtime === 'redis' ? `Redis at ${name}` : `process ${pid} (${name})`;
}

/** `297.5 MiB of 512 MiB used in its control group`. */
export function roomText({ usedBytes, limitBytes, limitedBy }: MemoryRoom): string {
  return `${formatBytes(usedBytes)} of ${formatLimitBytes(limitBytes)} used${limitWords[limitedBy]}`;
}
