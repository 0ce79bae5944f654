import type { Cell } from '../../../lab/config/cell.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { heapDeath } from '../../../lab/record/figures/heap-death.ts';
import type { LastState, Outcome } from '../../../lab/record/outcome.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { replacementSentence } from '../../../maps/model/plan/replacement-sentence.ts';
import { v8CollectionFor } from '../../../maps/model/size/v8-table.ts';
import { nameOperation } from '../figures/describe-cell.ts';
import { formatNs } from '../figures/format-figure.ts';

interface Ending {
  readonly outcome: Outcome;
  readonly isExact: boolean;
}

/** What went wrong with a cell, one sentence per way that its processes ended. */
export function outcomeFindings(record: CellRecord, nodeMajor: number): readonly string[] {
  const { cell, exact, rounds, exactAgree } = record;
  const endings: readonly Ending[] = [
    ...exact.map(({ outcome }) => ({ outcome, isExact: true })),
    ...rounds.map(({ outcome }) => ({ outcome, isExact: false })),
  ];
  const byWay = new Map<string, Ending[]>();
  for (const ending of endings.filter(({ outcome }) => outcome.kind !== 'completed')) {
    const way = endingOf(cell, ending.outcome);
    byWay.set(way, [...(byWay.get(way) ?? []), ending]);
  }
  const found = [...byWay].map(
    ([way, alike]) =>
      way +
      describeLast(furthest(alike.map(({ outcome }) => outcome))) +
      describePlaces(alike, exact.length, rounds.length) +
      (alike.some(({ outcome }) => outcome.kind === 'killed' && outcome.by === 'v8-heap')
        ? heapDeath(record, nodeMajor)
        : ''),
  );
  if (exactAgree !== false) return found;
  return [
    'counted differently in its two exact processes: no count of this cell can be trusted',
    ...found,
  ];
}

/** An outcome in words, as what follows the name of the cell. */
function endingOf(cell: Cell, outcome: Outcome): string {
  switch (outcome.kind) {
    case 'completed':
      return 'completed';
    case 'out-of-memory':
      return outOfMemorySentence(cell, outcome);
    case 'map-full':
      return `is full${outcome.operation === null ? '' : ` at ${nameOperation(cell, outcome.operation)}`}: V8 threw "RangeError: ${outcome.message}", whatever the memory: ${replacementSentence(v8CollectionFor(parseGoType(cell.value)))}`;
    case 'killed':
      return `was killed by ${outcome.signal} (${outcome.by})`;
    case 'timed-out':
      return `did not end within its time limit of ${formatNs(outcome.timeLimitMs * 1e6)}`;
    case 'concurrent-map-writes':
      return `was ended by its own map: "concurrent map writes" of ${outcome.writers} writers`;
    case 'concurrent-map-read-and-map-write':
      return `was ended by its own map: "concurrent map read and map write" of ${outcome.writers} writers`;
    case 'failed':
      return `failed: ${outcome.message}`;
    case 'invalid':
      return `is no measurement: ${outcome.reason}`;
    case 'skipped':
    default:
      return `was skipped: ${outcome.reason}`;
  }
}

/** Of several processes that ended alike, the state of the one that came furthest. */
function furthest(outcomes: readonly Outcome[]): LastState | null {
  const states = outcomes.flatMap((outcome) =>
    'last' in outcome && outcome.last !== null ? [outcome.last] : [],
  );
  return states.toSorted((a, b) => b.operations - a.operations)[0] ?? null;
}

function outOfMemorySentence(
  cell: Cell,
  outcome: Extract<Outcome, { kind: 'out-of-memory' }>,
): string {
  const { operation, bytesHeld, bytesRefused, limitBytes, growth } = outcome;
  const asked = growth === null ? 'another bucket' : nameGrowth(growth);
  return (
    `runs out of memory at ${nameOperation(cell, operation)}: ${asked} asked for ` +
    `${formatBytes(bytesRefused)} while ${formatBytes(bytesHeld)} were held, ` +
    `limit ${formatLimitBytes(limitBytes)}`
  );
}

function nameGrowth(
  growth: NonNullable<Extract<Outcome, { kind: 'out-of-memory' }>['growth']>,
): string {
  const to = nameBuckets(growth.toBuckets);
  switch (growth.kind) {
    case 'double':
      return `the doubling to ${to} buckets`;
    case 'same-size':
      return `the rebuild in the same size of ${to} buckets`;
    case 'table-growth':
    case 'split':
    case 'directory-doubling':
    case 'prune':
    case 'rehash':
    case 'shrink':
    default:
      return `the growth (${growth.kind}) to ${to}`;
  }
}

/** A power of two from 2^10 on as such: its digits say less. */
function nameBuckets(buckets: number): string {
  const log2 = Math.log2(buckets);
  return Number.isInteger(log2) && log2 >= 10 ? `2^${log2}` : formatCount(buckets);
}

function describeLast(last: LastState | null): string {
  if (last === null) return '';
  const entries = `${formatCount(last.entries)} entries in ${formatBytes(last.bytesHeld)}`;
  return `, last seen at operation ${formatCount(last.operations)} with ${entries}`;
}

/** Whether a process had begun and was ended, or ended itself: not where it never could begin. */
function isOwnEnd(endings: readonly Ending[]): boolean {
  return endings.some(({ outcome }) =>
    ['killed', 'timed-out', 'out-of-memory', 'failed'].includes(outcome.kind),
  );
}

function describePlaces(endings: readonly Ending[], exact: number, rounds: number): string {
  const inExact = endings.filter(({ isExact }) => isExact).length;
  const inRounds = endings.length - inExact;
  if (inExact === exact && inRounds === rounds)
    return isOwnEnd(endings) ? ', in every process' : '';
  const parts = [
    ...(inExact === 0 ? [] : [inExact === exact ? 'the exact pass' : 'one exact process']),
    ...(inRounds === 0 ? [] : [`${inRounds} of ${rounds} rounds`]),
  ];
  return ` (in ${parts.join(' and ')})`;
}
