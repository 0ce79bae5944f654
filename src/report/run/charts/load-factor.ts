import type { MapModel } from '../../../maps/model/map-model.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import { labelLayer, levelLayer, lineLayer } from '../../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { isInsertOnly } from '../figures/describe-cell.ts';
import { downsample } from '../../kit/drawing/downsample.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';

/** Entries per slot over the operations of the exact pass, with the load at which the map grows. */
export function loadFactor(record: CellRecord, counts: ExactCounts, sizes: Chart['sizes']): Chart {
  const { staircase, stats } = counts;
  const threshold = growthLoad(record.cell.map);
  const top = Math.max(1, ...staircase.map((point) => point.loadFactor));
  const operations = Math.max(1, counts.operations, staircase.at(-1)?.operation ?? 0);
  const points = downsample(
    staircase.map((point) => ({ x: point.operation, y: point.loadFactor })),
    Math.round(sizes[0].width / 5),
    ({ x }) => x,
    ({ y }) => y,
  );
  const caption = `${formatCount(stats.loadFactor, 3)} at the end: ${formatCount(stats.entries)} entries, and the next growth by load after ${formatCount(stats.capacityEntries)}.`;
  return layeredChart({
    title: 'Load factor',
    caption,
    description: `Entries per slot over the operations; the map grows at ${threshold}. ${caption}`,
    sizes,
    x: {
      title: isInsertOnly(record.cell) ? 'inserts' : 'operations',
      from: 0,
      to: operations,
      ticks: { labelExpr: shortCounts, tickCount: 4, labelFlush: true },
    },
    y: {
      title: 'entries per slot',
      from: 0,
      to: top * 1.1,
      ticksAt: [0, 0.5, 1],
      ticks: { format: '.1f' },
    },
    layers: [
      levelLayer([{ y: threshold, stroke: chartColours.growing }], [5, 3]),
      lineLayer([{ stroke: chartColours.held, points }], { width: 1.5 }),
      labelLayer(
        [{ x: 0, y: threshold, text: `grows at ${threshold}`, fill: chartColours.growing }],
        { dx: 4, dy: -8 },
      ),
    ],
  });
}

/** The load at which a map grows, by its rules: 6.5 of 8 slots (6 in Go 1.21), 7 of 8, or every one. */
function growthLoad(map: MapModel): number {
  const { entriesPerBucketAtGrowth, slotsPerBucket } = modelFacts(map);
  return entriesPerBucketAtGrowth / slotsPerBucket;
}
