import { guardFacts } from '../../../maps/model/guards.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { arenaLimitOf } from '../figures/arena-limit-of.ts';
import { byteUnitFor, type ByteUnit } from '../../../base/primitives/quantities/byte-unit.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  levelLayer,
  lineLayer,
  stemLayer,
  stepAreaLayer,
  type ChartLayer,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { isInsertOnly } from '../figures/describe-cell.ts';
import { corners } from '../../kit/drawing/corners.ts';
import { downsample } from '../../kit/drawing/downsample.ts';
import { counted } from '../figures/format-figure.ts';
import { phaseStarts } from '../figures/phase-starts.ts';

/** A limit further away than this many times the peak would press the staircase flat. */
const limitReach = 2.5;
const mostGrowths = 60;

interface Scene {
  readonly counts: ExactCounts;
  readonly unit: ByteUnit;
  readonly growths: readonly GrowthEvent[];
  readonly refused: { readonly operation: number; readonly bytes: number } | null;
  readonly limitBytes: number | null;
  readonly isSharded: boolean;
  /** Ends of the axes. */
  readonly operations: number;
  readonly bytes: number;
}

/** Bytes held over the operations of the exact pass, growths marked with what they held at once. */
export function memoryStaircase(
  record: CellRecord,
  counts: ExactCounts,
  sizes: Chart['sizes'],
): Chart {
  const scene = makeScene(record, counts);
  const noun = isInsertOnly(record.cell) ? 'inserts' : 'operations';
  const caption = captionOf(scene);
  return layeredChart({
    title: 'Memory staircase',
    caption,
    description: `Bytes held by the map over ${formatCount(scene.operations)} ${noun}, as steps. ${caption}`,
    sizes,
    x: {
      title: noun,
      from: 0,
      to: scene.operations,
      ticks: { labelExpr: shortCounts, tickCount: 6, labelFlush: true },
    },
    y: {
      title: `bytes held (${scene.unit.name})`,
      from: 0,
      to: scene.bytes / scene.unit.bytes,
    },
    layers: [
      // Of every kind one, so that all staircases are of one shape.
      stemLayer([], { stroke: chartColours.growing }),
      levelLayer([], []),
      ...stepLayers(scene, sizes[0].width),
      ...phaseLayers(record, scene),
      ...growthLayers(scene),
      ...limitLayers(scene),
      ...refusedLayers(scene),
    ],
  });
}

function makeScene(record: CellRecord, counts: ExactCounts): Scene {
  const outcome = record.exact[0]?.outcome;
  const refused =
    outcome?.kind === 'out-of-memory'
      ? { operation: outcome.operation, bytes: outcome.bytesHeld + outcome.bytesRefused }
      : null;
  const peak = Math.max(
    1,
    refused?.bytes ?? 0,
    counts.stats.bytesPeak,
    ...counts.staircase.map(({ bytesHeld }) => bytesHeld),
    ...counts.growthEvents.map(({ bytesDuring }) => bytesDuring),
  );
  const limit = arenaLimitOf(record);
  const limitBytes = limit !== null && limit <= peak * limitReach ? limit : null;
  return {
    counts,
    unit: byteUnitFor(peak),
    growths: thinGrowths(counts.growthEvents),
    refused,
    limitBytes,
    isSharded: guardFacts(record.cell.guard).shards > 1,
    operations: Math.max(1, counts.operations, counts.staircase.at(-1)?.operation ?? 0),
    // With room for labels over the highest point.
    bytes: Math.max(peak, limitBytes ?? 0) * 1.14,
  };
}

/** Of very many growths the largest of every stretch: more could not be told apart. */
function thinGrowths(events: readonly GrowthEvent[]): readonly GrowthEvent[] {
  if (events.length <= mostGrowths) return events;
  const stretch = Math.ceil(events.length / mostGrowths);
  return Array.from({ length: Math.ceil(events.length / stretch) }, (_, index) =>
    events
      .slice(index * stretch, (index + 1) * stretch)
      .reduce((best, event) => (event.bytesDuring > best.bytesDuring ? event : best)),
  );
}

function stepLayers(scene: Scene, width: number): readonly ChartLayer[] {
  const points = downsample(
    corners(
      scene.counts.staircase.map(({ operation, bytesHeld }) => ({
        x: operation,
        y: bytesHeld / scene.unit.bytes,
      })),
      // A pixel or so.
      (0.004 * scene.bytes) / scene.unit.bytes,
    ),
    Math.round(width / 4),
    ({ x }) => x,
    ({ y }) => y,
  );
  return [
    stepAreaLayer(points, chartColours.heldSoft),
    lineLayer([{ stroke: chartColours.held, points }], { isStep: true }),
  ];
}

function growthLayers(scene: Scene): readonly ChartLayer[] {
  const { growths, counts, unit, operations, isSharded } = scene;
  const stroke = chartColours.growing;
  const heldAt = new Map(
    counts.staircase.map(({ operation, bytesHeld }) => [operation, bytesHeld]),
  );
  const stems = growths.map(({ operation, bytesBefore, bytesDuring }) => ({
    x: operation,
    y: bytesBefore / unit.bytes,
    // A growth knows the bytes of its own map; of many, the staircase knows all.
    y2: (isSharded ? (heldAt.get(operation) ?? bytesDuring) : bytesDuring) / unit.bytes,
  }));
  const peaks = stems.map(({ x, y2 }) => ({ x, y: y2, fill: stroke, stroke }));
  const isCrowded = growths.length > 24;
  const labels = labelledGrowths(isSharded ? [] : growths, operations, isCrowded ? 1 : 3).map(
    ({ operation, bytesDuring }) => ({
      x: operation,
      y: bytesDuring / unit.bytes,
      text: `${formatBytes(bytesDuring)} at ${formatCount(operation)}`,
      fill: chartColours.ink,
    }),
  );
  return [
    // Stems of a choice of growths would look as if they were all.
    stemLayer(isSharded || growths.length < counts.growthEvents.length ? [] : stems, { stroke }),
    dotLayer(peaks, isCrowded ? 6 : 20),
    labelLayer(labels, { align: 'right', dx: isCrowded ? 4 : -7, dy: isCrowded ? -11 : -1 }),
  ];
}

/** The largest growths that have room for a label to their left. */
function labelledGrowths(
  growths: readonly GrowthEvent[],
  operations: number,
  most: number,
): readonly GrowthEvent[] {
  const labelled: GrowthEvent[] = [];
  for (const growth of growths.toSorted((a, b) => b.bytesDuring - a.bytesDuring)) {
    const hasRoom = growth.operation > 0.36 * operations;
    const isApart = labelled.every(
      ({ operation }) => Math.abs(operation - growth.operation) > 0.2 * operations,
    );
    if (hasRoom && isApart && labelled.length < most) labelled.push(growth);
  }
  const [largest] = labelled;
  return labelled.filter(({ bytesDuring }) => bytesDuring > 0.2 * (largest?.bytesDuring ?? 0));
}

function limitLayers({ limitBytes, unit }: Scene): readonly ChartLayer[] {
  if (limitBytes === null) return [];
  const y = limitBytes / unit.bytes;
  const text = `limit ${formatLimitBytes(limitBytes)}`;
  return [
    levelLayer([{ y, stroke: chartColours.limit }], [5, 3]),
    labelLayer([{ x: 0, y, text, fill: chartColours.limit }], { dx: 6, dy: -8 }),
  ];
}

function refusedLayers({ refused, unit, counts }: Scene): readonly ChartLayer[] {
  if (refused === null) return [];
  const y = refused.bytes / unit.bytes;
  const x = refused.operation;
  const stroke = chartColours.limit;
  const text = `refused: ${formatBytes(refused.bytes)} at ${formatCount(x)}`;
  return [
    stemLayer([{ x, y: counts.stats.bytesHeld / unit.bytes, y2: y }], { stroke, width: 1.5 }),
    dotLayer([{ x, y, fill: chartColours.paper, stroke }], 44),
    labelLayer([{ x, y, text, fill: stroke }], { align: 'right', dx: -9 }),
  ];
}

function phaseLayers({ cell }: CellRecord, scene: Scene): readonly ChartLayer[] {
  const starts = phaseStarts(cell).filter(({ operation }) => operation < scene.operations);
  if (starts.length < 2) return [];
  const top = scene.bytes / scene.unit.bytes;
  const stems = starts.slice(1).map(({ operation }) => ({ x: operation, y: 0, y2: top }));
  const named = starts.filter(({ operation }, index) => {
    const end = starts[index + 1]?.operation ?? scene.operations;
    return end - operation > 0.1 * scene.operations;
  });
  const names = named.map(({ name, operation }) => ({
    x: operation,
    y: top,
    text: shortName(name),
    fill: chartColours.muted,
  }));
  return [
    stemLayer(stems, { stroke: chartColours.muted, dash: [2, 3] }),
    labelLayer(names, { dx: 5, dy: 6 }),
  ];
}

/** A name from outside, short enough for a chart and without marks that turn the direction. */
function shortName(name: string): string {
  const plain = name.replaceAll(/\p{Bidi_Control}|\p{Cc}/gu, ' ');
  return plain.length <= 18 ? plain : `${plain.slice(0, 17)}…`;
}

function captionOf({ counts, limitBytes, refused }: Scene): string {
  const { bytesHeld, bytesPeak, bytesAbandoned } = counts.stats;
  const growths = counts.growthEvents.length + counts.growthEventsDropped;
  const limit = limitBytes === null ? '' : ` The map may hold ${formatLimitBytes(limitBytes)}.`;
  const end =
    refused === null
      ? ''
      : ` ${formatBytes(refused.bytes)} were needed at operation ${formatCount(refused.operation)} and refused.`;
  return (
    `${formatBytes(bytesHeld)} held at the end, ${formatBytes(bytesPeak)} at the peak; ` +
    `${counted(growths, 'growth')} left ${formatBytes(bytesAbandoned)} behind.${limit}${end}`
  );
}
