import type { MapQuality } from '../../../../maps/figures/map-quality.ts';
import type { MapShape } from '../../../../maps/figures/map-shape.ts';
import { formatBytes } from '../../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts } from '../../../../lab/record/exact-result.ts';
import { counted, formatShare, significant } from '../../figures/format-figure.ts';
import type { HtmlValue } from '../../../kit/page/html.ts';
import { growthKinds } from '../../../../maps/model/growth-event.ts';
import type { MapFamily } from '../../../../maps/model/map-model.ts';
import { bitRanges } from '../../figures/bit-ranges.ts';

type Row = readonly [name: string, value: HtmlValue, remark: HtmlValue];

/** Of fewer entries some bits are alike by chance. */
const fewestEntries = 100;

/** What a map is made of at the end, one figure a row; rows that its model does not know are left out. */
export function tableFigures(
  { stats, shape, quality }: ExactCounts,
  family: MapFamily,
): readonly Row[] {
  return [
    [
      'load factor',
      formatCount(stats.loadFactor, 4),
      `room for ${counted(stats.capacityEntries, 'entry', 'entries')}`,
    ],
    ...(shape === undefined ? [] : bytesRows(shape)),
    ...(family === 'classic' ? overflowRows(stats, shape) : []),
    ...(shape === undefined ? [] : swissRows(shape)),
    ...growthRows(stats.growthsByKind),
    ...(shape === undefined ? [] : evacuationRows(shape)),
    ...(quality === undefined ? [] : hashRows(quality, shape, family)),
  ];
}

function bytesRows(shape: MapShape): readonly Row[] {
  const rows: readonly (readonly [string, number, string])[] = [
    ['table in use', shape.bytesTable, ''],
    ['old table', shape.bytesOldTable, 'until its growth ends'],
    ['headers', shape.bytesHeaders, ''],
    ['large keys and values', shape.bytesEntries, 'outside of the table'],
  ];
  return rows
    .filter(([name, bytes]) => bytes > 0 || name === 'table in use')
    .map(([name, bytes, remark]) => [name, formatBytes(bytes), remark]);
}

function overflowRows(stats: ExactCounts['stats'], shape: MapShape | undefined): readonly Row[] {
  const { overflowBuckets, overflowBucketsEstimate } = stats;
  const isExact = overflowBuckets === overflowBucketsEstimate;
  const estimate = isExact
    ? 'the runtime counts as many'
    : `the runtime estimates ${formatCount(overflowBucketsEstimate)}`;
  const spares = shape?.sparesLeft ?? null;
  return [
    ['overflow buckets', formatCount(overflowBuckets), estimate],
    ...(spares === null ? [] : [['spare overflow buckets left', formatCount(spares), ''] as const]),
  ];
}

function swissRows({ tables, directoryEntries }: MapShape): readonly Row[] {
  if (tables === null) return [];
  if (tables === 0) return [['tables', '0', 'one group of 8 slots, without a table']];
  const directory =
    directoryEntries === null ? '' : `in a directory of ${formatCount(directoryEntries)}`;
  return [['tables', formatCount(tables), directory]];
}

function growthRows(growthsByKind: ExactCounts['stats']['growthsByKind']): readonly Row[] {
  return growthKinds.flatMap((kind) => {
    const count = growthsByKind[kind] ?? 0;
    return count > 0 ? [[`growths: ${kind}`, formatCount(count), ''] as const] : [];
  });
}

function evacuationRows({ evacuation }: MapShape): readonly Row[] {
  if (evacuation === null) return [];
  const { oldBuckets, movedBuckets, fewestWritesLeft, mostWritesLeft, isStalled } = evacuation;
  const left = `${formatCount(fewestWritesLeft)} to ${formatCount(mostWritesLeft)} writes would end it`;
  return [
    [
      isStalled ? 'stalled growth' : 'unfinished growth',
      `${formatCount(movedBuckets)} of ${formatCount(oldBuckets)}`,
      `old buckets moved; ${left}`,
    ],
  ];
}

function hashRows(
  quality: MapQuality,
  shape: MapShape | undefined,
  family: MapFamily,
): readonly Row[] {
  const { entries, stuckBits, tagFalsePositives, tombstones } = quality;
  if (entries === 0) return [];
  const perLookup = `${significant(tagFalsePositives / entries)} per hit: ${family === 'swiss' ? '7' : '8'} bits of the hash were alike`;
  const stuck =
    stuckBits.length === 0
      ? 'every bit of the hash differs somewhere'
      : `alike in all entries: ${bitRanges(stuckBits)}`;
  const reseeds = shape?.reseeds ?? 0;
  return [
    ...(entries < fewestEntries
      ? []
      : [['stuck hash bits', formatCount(stuckBits.length), stuck] as const]),
    ['keys compared in vain', formatCount(tagFalsePositives), perLookup],
    [
      'deleted slots passed',
      formatCount(tombstones),
      formatShare(tombstones / (tombstones + entries)) + ' of those in use',
    ],
    ...(reseeds > 0
      ? [['new hash seeds', formatCount(reseeds), 'taken when it was empty'] as const]
      : []),
  ];
}
