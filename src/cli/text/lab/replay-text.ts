import { byteColumnOf } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { moreShards } from '../../../base/stats/streams/fullest-shard.ts';
import type { ReplayDocument } from '../../../lab/replay/replay-document.ts';
import { formatDuration } from '../../../base/primitives/quantities/format-duration.ts';
import { counted } from '../../../report/run/figures/format-figure.ts';
import { terminalText } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

/** Growths that are shown: the last ones are the large ones. */
const shownGrowths = 12;

/** A replay for people: sentences, the largest growths and, where times are known, their hours. */
export function replayText(replay: ReplayDocument): string {
  const sentences = [
    trafficSentence(replay),
    keySentence(replay),
    workingSetSentence(replay),
    ...zipfSentence(replay),
    ...hotKeySentence(replay),
    ...shardSentence(replay),
    mapSentence(replay),
    payloadSentence(replay),
    ...outcomeSentences(replay),
    ...realSentences(replay),
  ];
  const text = sentences.map((sentence) => `${terminalText(sentence)}\n`).join('');
  return `${text}${growthTable(replay)}${hourLine(replay)}`;
}

function trafficSentence({ file, format, operations, expiredKeys, durationMs }: ReplayDocument) {
  const time = durationMs === null ? '' : ` over ${formatDuration(durationMs)} of recorded time`;
  const expired =
    expiredKeys === 0
      ? ''
      : `; ${counted(expiredKeys, 'key was', 'keys were')} deleted when ${expiredKeys === 1 ? 'its' : 'their'} TTL ended`;
  return `Replayed ${counted(operations, 'operation')} of ${file} (${format ?? 'empty'})${time}${expired}.`;
}

function keySentence({ distinctKeys, oneHitKeys, standardErrors }: ReplayDocument): string {
  const isEstimate = standardErrors.distinctKeys > 0;
  const about = isEstimate ? 'about ' : '';
  const error = isEstimate
    ? `, both estimated from a sample of the keys (standard errors ${formatCount(standardErrors.distinctKeys)} and ${formatCount(standardErrors.oneHitKeys)})`
    : '';
  const share = distinctKeys === 0 ? 0 : (oneHitKeys / distinctKeys) * 100;
  return `They touch ${about}${counted(distinctKeys, 'distinct key')}, of which ${about}${formatCount(oneHitKeys)} (${share.toFixed(0)} %) ${oneHitKeys === 1 ? 'was' : 'were'} asked for once${error}.`;
}

function workingSetSentence({ workingSet }: ReplayDocument): string {
  const { window, wholeWindows, meanKeys, maxKeys } = workingSet;
  const what = 'ms' in window ? 'an hour' : `${formatCount(window.operations)} operations`;
  if (wholeWindows === 0)
    return `Working set: the recording is shorter than ${what}, and touches ${counted(meanKeys, 'key')}.`;
  return `Working set: ${what} touches ${formatCount(meanKeys)} keys on average and ${formatCount(maxKeys)} at most.`;
}

function zipfSentence({ zipf }: ReplayDocument): readonly string[] {
  if (zipf === null) return [];
  return [
    `Popularity falls as 1 / rank^${zipf.exponent.toFixed(3)} (standard error ${zipf.standardError.toFixed(3)}, over the ${formatCount(zipf.ranks)} most frequent keys).`,
  ];
}

function hotKeySentence({ hotKeys }: ReplayDocument): readonly string[] {
  const [first] = hotKeys;
  if (first === undefined) return [];
  const all = hotKeys.reduce((sum, { share }) => sum + share, 0);
  const name = first.key === undefined ? `with hash ${first.hash}` : JSON.stringify(first.key);
  const error = first.error === 0 ? '' : `, too high by ${formatCount(first.error)} at most`;
  return [
    `The heaviest key, ${name}, takes ${percent(first.share)} of the operations (${formatCount(first.operations)}${error}); the ${hotKeys.length} heaviest take ${percent(all)}.`,
  ];
}

/** What sharding does for these keys: the heaviest one is in one shard, however many there are. */
function shardSentence({ hotKeys, shardLoads, operations }: ReplayDocument): readonly string[] {
  if (shardLoads === null || operations === 0) return [];
  const [first] = hotKeys;
  const hottest = first === undefined ? 0 : (first.operations - first.error) / operations;
  const { length } = shardLoads;
  const load = Math.max(...shardLoads);
  const { shards, fullest, helps } = moreShards(hottest, load, length);
  const more = helps
    ? `of ${shards} shards the fullest would get ${percent(fullest)} or more`
    : `${shards} shards would not help: the shard of the heaviest key would still get ${percent(fullest)} or more`;
  return [
    `Shard ${shardLoads.indexOf(load) + 1} of ${length} gets ${percent(load)} of the operations (even: ${percent(1 / length)}); ${more}.`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function mapSentence(replay: ReplayDocument): string {
  const { map, key, value, entries, bytesHeld, peakBytes } = replay;
  const name = map === 'v8' ? 'the native Map' : `map[${key}]${value} of ${map}`;
  return `At the end ${name} has ${formatCount(entries)} entries and holds ${formatBytes(bytesHeld)}; its peak was ${formatBytes(peakBytes)}, and it allocated ${formatBytes(replay.totalBytesAllocated)} in ${formatCount(replay.totalAllocations)} allocations.`;
}

function payloadSentence({ payload, map }: ReplayDocument): string {
  const what = payload.hasValueSizes
    ? 'keys and values'
    : 'keys (sizes of values are not recorded)';
  const boxes = map === 'v8' ? ' Strings and objects of V8 take more than their bytes.' : '';
  return `Not counted in these: the recorded bytes of ${what}, ${formatBytes(payload.bytesHeld)} at the end and ${formatBytes(payload.peakBytes)} at most, and the runtime around the map.${boxes}`;
}

function outcomeSentences({ outcome, overLimit, limitBytes }: ReplayDocument): readonly string[] {
  const limit = limitBytes === null ? '' : formatLimitBytes(limitBytes);
  switch (outcome.kind) {
    case 'out-of-memory':
      return [
        `It does not fit: operation ${formatCount(outcome.operation)} asked for ${formatBytes(outcome.bytesRefused)} more than ${formatLimitBytes(outcome.limitBytes)} allow; the counts are those before it.`,
      ];
    case 'map-full':
      return [`Operation ${formatCount(outcome.operation)} failed: ${outcome.message}.`];
    case 'interrupted':
      return ['Interrupted: the counts are those up to there.'];
    case 'completed':
      break;
  }
  if (limitBytes === null) return [];
  if (overLimit === null)
    return [
      `Table and recorded payload together stayed within ${limit}; the runtime comes on top.`,
    ];
  return [
    `The table fits ${limit}, but table and recorded payload together were above it by operation ${formatCount(overLimit.operation)} (${formatBytes(overLimit.bytes)}).`,
  ];
}

function realSentences({ real, differences, map }: ReplayDocument): readonly string[] {
  if (real === null) return [];
  if (differences.length === 0)
    return [
      `A real map of ${real.version} did the same operations: entries, bytes held and allocated, allocations and growths are equal to the model's.`,
    ];
  return [
    `A real map of ${real.version} did the same operations and differs from the model of ${map}:`,
    ...differences.map((difference) => `  ${difference}`),
  ];
}

function growthTable({ growthEvents, growthEventsDropped }: ReplayDocument): string {
  if (growthEvents.length === 0) return '';
  const shown = growthEvents.slice(-shownGrowths);
  const all = growthEvents.length + growthEventsDropped;
  const which =
    all === shown.length
      ? 'Growths'
      : `The last ${shown.length} listed of ${formatCount(all)} growths`;
  const bytes = byteColumnOf(
    shown.flatMap(({ bytesBefore, bytesDuring, bytesAfter }) => [
      bytesBefore,
      bytesDuring,
      bytesAfter,
    ]),
  );
  const table = textTable(
    [
      { title: 'growth' },
      { title: 'operation', align: 'right' },
      { title: 'time' },
      { title: 'entries', align: 'right' },
      { title: bytes.title('before'), align: 'right' },
      { title: bytes.title('during'), align: 'right' },
      { title: bytes.title('after'), align: 'right' },
    ],
    shown.map((growth) => [
      growth.kind,
      formatCount(growth.recordedOperation),
      momentText(growth.timeMs),
      formatCount(growth.entries),
      bytes.format(growth.bytesBefore),
      bytes.format(growth.bytesDuring),
      growth.bytesAfter === null ? 'unfinished' : bytes.format(growth.bytesAfter),
    ]),
  );
  return `\n${which}:\n\n${table}`;
}

/** Above this, a time counts from 1970: no recording is thirty years long. */
const sinceEpochMs = 1e12;

function momentText(timeMs: number | null): string {
  if (timeMs === null) return '-';
  return timeMs >= sinceEpochMs ? new Date(timeMs).toISOString() : `+${formatDuration(timeMs)}`;
}

function hourLine({ growthsByHour, startMs }: ReplayDocument): string {
  if (growthsByHour === null || startMs === null) return '';
  const hours = growthsByHour.flatMap((growths, hour) =>
    growths === 0 ? [] : [`${String(hour).padStart(2, '0')} h: ${formatCount(growths)}`],
  );
  const clock = startMs >= sinceEpochMs ? 'UTC' : 'hours since the recording began, modulo 24';
  return hours.length === 0
    ? ''
    : `\nGrowths by the hour of the day (${clock}): ${hours.join(', ')}.\n`;
}
