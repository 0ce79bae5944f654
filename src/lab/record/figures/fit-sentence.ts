import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { CellFit, HeapNeed } from './cell-fit.ts';

/** A part smaller than this share of the whole is not named in a sentence. */
const leastShare = 0.001;
/** What GOMEMLIMIT is advised to leave to the rest of the process. */
const memoryLimitShare = 0.9;
const mebibyte = 2 ** 20;

/**
 * Whether it fits, of what, and what was not counted: as in `fits into 512 MiB: 59.0 MiB with 100,000
 * entries (table 5.5 MiB counted, payload 48.8 MiB, runtime of Go 3.4 MiB, the rest computed)`.
 *
 * @returns a sentence without its point, and without what it is about
 */
export function fitSentence(fit: CellFit): string {
  const { verdict, entries, parts, totalBytes, limitBytes } = fit;
  const limit = formatLimitBytes(limitBytes);
  const counted = (['table', 'process', 'payload', 'runtime', 'garbage'] as const).flatMap((of) => {
    const own = parts.filter((part) => part.of === of);
    const bytes = own.reduce((sum, part) => sum + part.bytes, 0);
    const [first] = own;
    if (first === undefined || Math.abs(bytes) < leastShare * totalBytes) return [];
    const name = of === 'process' || of === 'runtime' ? first.name : of;
    return [`${name} ${formatBytes(bytes)}${first.by === 'computed' ? '' : ` ${first.by}`}`];
  });
  const isComputed = parts.some(({ by }) => by === 'computed');
  const rest = isComputed && parts.length > 1 ? ', the rest computed' : '';
  const sum = `${formatBytes(totalBytes)} with ${formatCount(entries)} entries (${counted.join(', ')}${rest})`;
  return `${verdict} into ${limit}: ${sum}${heapText(fit.heap)}${garbageText(fit)}${unknownText(fit)}`;
}

/** `what []byte in the values holds is not counted`; empty where everything is. */
export function unknownText({ unknown }: Pick<CellFit, 'unknown'>): string {
  if (unknown.length === 0) return '';
  const parts = unknown.map(({ of, type }) => `${type} in the ${of}`).join(' and ');
  const options = [
    ...new Set(unknown.map(({ of }) => (of === 'keys' ? 'keyBytes' : 'valueBytes'))),
  ];
  return `; what ${parts} holds is not counted (${options.map((option) => `payload.${option}`).join(', ')})`;
}

function heapText(heap: HeapNeed | null): string {
  if (heap === null || heap.bytes <= heap.limitBytes) return '';
  const advice =
    heap.adviceMiB === null ? '' : `; --max-old-space-size=${heap.adviceMiB} gives it room`;
  return `, of which ${formatBytes(heap.bytes)} must be in the heap of V8, which takes ${formatLimitBytes(heap.limitBytes)}${advice}`;
}

/** Where only the garbage is too much, a limit of the heap helps. */
function garbageText({ totalBytes, leastBytes, limitBytes }: CellFit): string {
  if (totalBytes <= limitBytes || leastBytes > memoryLimitShare * limitBytes) return '';
  if (totalBytes === leastBytes) return '';
  const advised = Math.floor((memoryLimitShare * limitBytes) / mebibyte);
  return `; GOMEMLIMIT=${advised}MiB collects in time`;
}
