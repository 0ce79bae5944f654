import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { moreShards } from '../../../base/stats/streams/fullest-shard.ts';
import { guardWaitsOf, keyUseOf } from '../../../lab/record/figures/key-use-of.ts';
import type { GuardWaits, KeyLoad, KeyUse } from '../../../lab/record/key-use.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { guardFacts } from '../../../maps/model/guards.ts';
import { formatShare } from '../figures/format-figure.ts';
import type { WeightedSentence } from './run-finding.ts';

/** A key below this share is none that matters by itself. */
export const leastHotShare = 0.01;
/** Waiting below this is noise. */
const leastWait = 0.02;
/** Shares of operations and of writes that differ by less are one figure. */
const apart = 0.1;
/** The fullest shard has so many times an even share, or nothing is said of it. */
const leastUneven = 1.5;

/** Which keys take most, and what shards and guards make of them. */
export function keyFindings(record: CellRecord): readonly WeightedSentence[] {
  const keys = keyUseOf(record);
  const waits = guardWaitsOf(record);
  const sentences = [
    ...(keys === null ? [] : hotSentence(keys)),
    ...shardSentence(record, keys, waits),
  ];
  return sentences.map((sentence) => ({ weight: 'note', sentence }));
}

/** Of the operations that were surely counted for the heaviest key. */
export function hottestShare({ hotKeys, operations }: KeyUse): number {
  const [first] = hotKeys;
  return first === undefined ? 0 : (first.operations - first.error) / operations;
}

function hotSentence(keys: KeyUse): readonly string[] {
  const [first] = keys.hotKeys;
  if (first === undefined || hottestShare(keys) < leastHotShare) return [];
  const [write] = keys.hotWrites;
  const isApart =
    write !== undefined &&
    (write.hash !== first.hash || Math.abs(write.share - first.share) > apart * first.share);
  const writes =
    isApart && write.share >= leastHotShare
      ? ` and ${write.hash === first.hash ? '' : 'another one '}${formatShare(write.share)} of the writes`
      : '';
  const together = keys.hotKeys.reduce((sum, { share }) => sum + share, 0);
  const others =
    keys.hotKeys.length > 1
      ? `, the ${keys.hotKeys.length} heaviest ${formatShare(Math.min(1, together))} together`
      : '';
  const zipf =
    keys.zipf === null
      ? ''
      : `; Zipf exponent ${keys.zipf.exponent.toFixed(2)} ± ${keys.zipf.standardError.toFixed(3)}`;
  const about = keys.distinctKeys.standardError === 0 ? '' : 'about ';
  return [
    `one key takes ${formatShare(first.share)} of the operations${errorText(first)}${writes}${others}, of ${about}${formatCount(keys.distinctKeys.value)} keys${zipf}`,
  ];
}

function errorText({ error, operations }: KeyLoad): string {
  return error === 0
    ? ''
    : ` (counted too high by ${formatShare(error / operations)} of that at most)`;
}

function shardSentence(
  { cell }: CellRecord,
  keys: KeyUse | null,
  waits: GuardWaits | null,
): readonly string[] {
  const { shards } = guardFacts(cell.guard);
  const shares = (waits?.shards ?? []).map(({ waitNs }) => waitNs / Math.max(1, waits?.runNs ?? 1));
  const waited = shares.reduce((sum, share) => sum + share, 0);
  if (shards === 1) {
    if (waited < leastWait) return [];
    return [
      `writers wait for the ${cell.guard} ${formatShare(waited)} of the time${oneSplit(keys)}`,
    ];
  }
  const loads = keys?.shards ?? [];
  const sum = loads.reduce((total, load) => total + load, 0);
  const fullest = loads.indexOf(Math.max(...loads));
  const load = sum === 0 ? 0 : (loads[fullest] ?? 0) / sum;
  const isUneven = load >= leastUneven / shards;
  const most = shares.indexOf(Math.max(...shares));
  if (!isUneven && waited < leastWait) return [];
  const parts = [
    ...(load > 0
      ? [
          `shard ${fullest + 1} of ${shards} gets ${formatShare(load)} of the operations (even: ${formatShare(1 / shards)})`,
        ]
      : []),
    ...(waited >= leastWait
      ? [
          `writers wait for guards ${formatShare(waited)} of the time, most of it for shard ${most + 1} (${formatShare(shares[most] ?? 0)})`,
        ]
      : []),
  ];
  return [`${parts.join('; ')}${moreText(keys, load, shards)}`];
}

/** What shards would make of one map. */
function oneSplit(keys: KeyUse | null): string {
  if (keys === null) return '';
  const { shards, fullest, helps } = moreShards(hottestShare(keys), 1, 1);
  return helps
    ? `; of ${shards} shards the fullest would get ${formatShare(fullest)} of the operations or more`
    : `; ${shards} shards would not help: the shard of the heaviest key would still get ${formatShare(fullest)} or more`;
}

function moreText(keys: KeyUse | null, now: number, current: number): string {
  if (keys === null || now === 0) return '';
  const { shards, fullest, helps } = moreShards(hottestShare(keys), now, current);
  return helps
    ? `; of ${shards} shards the fullest would get ${formatShare(fullest)} or more`
    : `; ${shards} shards would not help: the shard of the heaviest key would still get ${formatShare(fullest)} or more`;
}
