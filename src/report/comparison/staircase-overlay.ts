import type { CountFigures } from '../../lab/compare/figures/run-figures.ts';
import type { FirstDifference } from '../../lab/compare/verdict/verdict.ts';
import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { byteUnitFor, type ByteUnit } from '../../base/primitives/quantities/byte-unit.ts';
import type { Chart } from '../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  stemLayer,
  type ChartDot,
  type ChartLayer,
  type ChartPoint,
} from '../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../kit/drawing/chart-theme.ts';
import { layeredChart } from '../kit/drawing/layered-chart.ts';
import { corners } from '../kit/drawing/corners.ts';
import { downsample } from '../kit/drawing/downsample.ts';
import { counted } from '../run/figures/format-figure.ts';

/** Both staircases of a cell. */
export interface OverlaidCounts {
  readonly baseline: CountFigures;
  readonly candidate: CountFigures;
  /** Where they part; `null` where they do not. */
  readonly parting: FirstDifference | null;
  /** What operations are called: `inserts`. */
  readonly noun: string;
}

interface Scene extends OverlaidCounts {
  readonly unit: ByteUnit;
  readonly operations: number;
  readonly bytes: number;
}

const baselineColour = chartColours.other;
const candidateColour = chartColours.held;
const mostGrowths = 60;

/** Bytes held over the operations, of the baseline and the candidate in one chart. */
export function staircaseOverlay(counts: OverlaidCounts, sizes: Chart['sizes']): Chart {
  const scene = makeScene(counts);
  const caption = captionOf(scene);
  return layeredChart({
    title: 'Memory staircases',
    caption,
    description: `Bytes held by the map over the ${scene.noun} of both sides, as steps. ${caption}`,
    sizes,
    x: {
      title: scene.noun,
      from: 0,
      to: scene.operations,
      ticks: { labelExpr: shortCounts, tickCount: 6, labelFlush: true },
    },
    y: {
      title: `bytes held (${scene.unit.name})`,
      from: 0,
      to: scene.bytes / scene.unit.bytes,
    },
    layers: [...partingLayers(scene), ...sideLayers(scene, sizes[0].width)],
  });
}

function makeScene(counts: OverlaidCounts): Scene {
  const sides = [counts.baseline, counts.candidate];
  const peak = Math.max(
    1,
    ...sides.flatMap(({ stats, staircase, growthEvents }) => [
      stats.bytesPeak,
      ...staircase.map(({ bytesHeld }) => bytesHeld),
      ...growthEvents.map(({ bytesDuring }) => bytesDuring),
    ]),
  );
  const lasts = sides.map(({ operations, staircase }) =>
    Math.max(operations, staircase.at(-1)?.operation ?? 0),
  );
  return {
    ...counts,
    unit: byteUnitFor(peak),
    operations: Math.max(1, ...lasts),
    // With room for labels over the highest point.
    bytes: peak * 1.16,
  };
}

/** The baseline as a broad pale line, the candidate thin over it: where they are one, both show. */
function sideLayers(scene: Scene, width: number): readonly ChartLayer[] {
  const from = stepsOf(scene.baseline, scene, width);
  const to = stepsOf(scene.candidate, scene, width);
  return [
    lineLayer([{ stroke: baselineColour, points: from }], { isStep: true, width: 4.5 }),
    lineLayer([{ stroke: candidateColour, points: to }], { isStep: true, width: 1.75 }),
    dotLayer(
      [
        ...growthDots(scene.baseline, scene, baselineColour, chartColours.paper),
        ...growthDots(scene.candidate, scene, chartColours.growing, chartColours.growing),
      ],
      18,
    ),
  ];
}

function stepsOf(
  { staircase }: CountFigures,
  { unit, bytes }: Scene,
  width: number,
): readonly ChartPoint[] {
  const points = staircase.map(({ operation, bytesHeld }) => ({
    x: operation,
    y: bytesHeld / unit.bytes,
  }));
  return downsample(
    corners(points, (0.004 * bytes) / unit.bytes),
    Math.round(width / 2),
    ({ x }) => x,
    ({ y }) => y,
  );
}

/** Old and new table together, at each growth; of very many growths some. */
function growthDots(
  { growthEvents }: CountFigures,
  { unit }: Scene,
  stroke: string,
  fill: string,
): readonly ChartDot[] {
  const stretch = Math.max(1, Math.ceil(growthEvents.length / mostGrowths));
  return growthEvents
    .filter((_, index) => index % stretch === stretch - 1)
    .map(({ operation, bytesDuring }) => ({
      x: operation,
      y: bytesDuring / unit.bytes,
      stroke,
      fill,
    }));
}

function partingLayers({ parting, operations, bytes, unit, noun }: Scene): readonly ChartLayer[] {
  const top = bytes / unit.bytes;
  const places = parting === null ? [] : [parting.operation];
  const isRight = (operation: number): boolean => operation > 0.6 * operations;
  const labels = places.map((operation) => ({
    x: operation,
    y: top,
    text: `part at ${noun.replace(/s$/, '')} ${formatCount(operation)}`,
    fill: chartColours.limit,
  }));
  return [
    stemLayer(
      places.map((x) => ({ x, y: 0, y2: top })),
      { stroke: chartColours.limit, dash: [4, 3] },
    ),
    labelLayer(
      labels.filter(({ x }) => !isRight(x)),
      { dx: 6, dy: 6 },
    ),
    labelLayer(
      labels.filter(({ x }) => isRight(x)),
      { align: 'right', dx: -6, dy: 6 },
    ),
  ];
}

function captionOf({ baseline, candidate, parting }: Scene): string {
  const [from, to] = [baseline, candidate].map(
    ({ stats, growthEvents, growthEventsDropped }) =>
      `${formatBytes(stats.bytesHeld)} at the end, ${formatBytes(stats.bytesPeak)} at the peak, ` +
      counted(growthEvents.length + growthEventsDropped, 'growth'),
  );
  const same = 'Both sides are the same at every growth and every point';
  return parting === null && from === to
    ? `${same}: ${to}.`
    : `Baseline (broad, hollow dots): ${from}. Candidate (thin, filled dots): ${to}.`;
}
