import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts, HeapAccount, HeapStep } from '../../../lab/record/exact-result.ts';
import { byteUnitFor } from '../../../base/primitives/quantities/byte-unit.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  type ChartLabel,
  type ChartPoint,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { corners } from '../../kit/drawing/corners.ts';
import { downsample } from '../../kit/drawing/downsample.ts';
import { counted, formatShare } from '../figures/format-figure.ts';
import { worstDifference } from '../figures/heap-difference.ts';

/** Bytes by the model as steps, and what the heap of V8 holds after its growths as dots. */
export function heapStaircase(
  counts: ExactCounts,
  heap: HeapAccount,
  sizes: Chart['sizes'],
): Chart | null {
  if (heap.steps.length === 0) return null;
  const highest = Math.max(
    1,
    ...counts.staircase.map(({ bytesHeld }) => bytesHeld),
    ...heap.steps.map(({ heapBytes }) => heapBytes),
  );
  const unit = byteUnitFor(highest);
  const operations = Math.max(1, counts.operations);
  const model = modelSteps(counts, unit.bytes, highest, sizes[0].width);
  const style = { fill: chartColours.paper, stroke: chartColours.growing };
  const dots = heap.steps.map(({ operation, heapBytes }) => ({
    x: operation,
    y: Math.max(0, heapBytes) / unit.bytes,
    ...style,
  }));
  const caption = captionOf(heap);
  return layeredChart({
    title: 'Model and measured heap',
    caption,
    description: `Bytes of the map by its model, as steps over ${formatCount(operations)} operations, and the heap of V8 after full collections, as dots after ${counted(heap.steps.length, 'growth')}. ${caption}`,
    sizes,
    x: {
      title: 'operations',
      from: 0,
      to: operations,
      ticks: { labelExpr: shortCounts, tickCount: 4, labelFlush: true },
    },
    y: {
      title: `bytes (${unit.name}; dots: measured)`,
      from: 0,
      to: (highest / unit.bytes) * 1.14,
    },
    layers: [
      lineLayer([{ stroke: chartColours.held, points: model }], { isStep: true }),
      dotLayer(dots, 28),
      labelLayer(labelOf(heap.steps, unit.bytes, operations), { align: 'right', dx: -9 }),
    ],
  });
}

function modelSteps(
  { staircase }: ExactCounts,
  unitBytes: number,
  highest: number,
  width: number,
): readonly ChartPoint[] {
  return downsample(
    corners(
      staircase.map(({ operation, bytesHeld }) => ({ x: operation, y: bytesHeld / unitBytes })),
      (0.004 * highest) / unitBytes,
    ),
    Math.round(width / 5),
    ({ x }) => x,
    ({ y }) => y,
  );
}

/** The largest table, measured, where there is room to its left. */
function labelOf(
  steps: readonly HeapStep[],
  unitBytes: number,
  operations: number,
): readonly ChartLabel[] {
  const [largest] = steps.toSorted((a, b) => b.heapBytes - a.heapBytes);
  if (largest === undefined || largest.operation < 0.36 * operations) return [];
  const { operation, heapBytes } = largest;
  const text = `${formatBytes(heapBytes)} measured`;
  return [{ x: operation, y: heapBytes / unitBytes, text, fill: chartColours.ink }];
}

function captionOf(heap: HeapAccount): string {
  const worst = worstDifference(heap.steps);
  const most =
    worst === null
      ? ''
      : ` Model and heap differ by ${formatBytes(worst.bytes)} at most, ${formatShare(worst.share)} of the largest table.`;
  return `${counted(heap.steps.length, 'growth')} weighed, after full collections and with all keys made before.${most}`;
}
