import { formatLimitBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import type { Capacity, FillPoint } from '../../lab/run/capacity/capacity.ts';
import type { Chart } from '../kit/drawing/chart.ts';
import {
  labelLayer,
  levelLayer,
  lineLayer,
  stepAreaLayer,
  type ChartLayer,
  type ChartPoint,
} from '../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../kit/drawing/chart-theme.ts';
import { layeredChart } from '../kit/drawing/layered-chart.ts';
import { downsample } from '../kit/drawing/downsample.ts';
import { capacitySubject } from './capacity-sentences.ts';

const sizes: Chart['sizes'] = [
  { width: 1080, height: 340 },
  { width: 360, height: 260 },
];
const mebibyte = 2 ** 20;
const mostPoints = 240;

/** Bytes against entries up to the end: the map alone, and the resident bytes of real processes. */
export function capacityChart(capacity: Capacity): Chart {
  const { withoutHint, processes, limitBytes } = capacity;
  const alone = pointsOf(withoutHint.line);
  const isNode = modelFacts(capacity.map).runtime === 'node';
  const process = isNode ? null : (processes[0]?.measured ?? null);
  const resident = process === null ? [] : pointsOf(process.line);
  const limit = limitBytes / mebibyte;
  const limitText = formatLimitBytes(limitBytes);
  const highest = Math.max(limit, ...[...alone, ...resident].map(({ y }) => y));
  const entries = Math.max(1, withoutHint.entries);
  const caption = `${formatCount(withoutHint.entries)} entries${isNode ? '' : ' of the map alone'} fit into ${limitText}${process === null ? '' : `, ${formatCount(process.entries)} in a whole Go process at GOGC=100`}.`;
  return layeredChart({
    title: 'Bytes against entries',
    caption,
    description: `Bytes that a ${capacitySubject(capacity)} holds against its entries, up to the limit. ${caption}`,
    sizes,
    x: {
      title: 'entries',
      from: 0,
      to: entries * 1.04,
      ticks: { labelExpr: shortCounts, tickCount: 5, labelFlush: true },
    },
    y: { title: 'MiB', from: 0, to: highest * 1.08, ticks: { format: ',~f' } },
    layers: [
      stepAreaLayer(alone, chartColours.heldSoft),
      levelLayer([{ y: limit, stroke: chartColours.limit }], [5, 3]),
      lineLayer(
        [
          { stroke: chartColours.held, points: alone },
          { stroke: chartColours.other, points: resident },
        ],
        { isStep: true },
      ),
      labelLayer([{ x: 0, y: limit, text: `limit ${limitText}`, fill: chartColours.limit }], {
        dx: 4,
        dy: -8,
      }),
      ...lineLabel(alone, entries, {
        text: isNode ? 'resident' : 'the map alone',
        fill: chartColours.held,
        dy: 12,
      }),
      ...lineLabel(resident, entries, {
        text: 'resident in a Go process',
        fill: chartColours.muted,
        dy: -8,
      }),
    ],
  });
}

/** Share of a line at which it is even: its last growth is behind, and the limit is ahead. */
const evenShare = 0.75;
/** Share of a line at which its label ends, so that it stands over the even stretch alone. */
const labelShare = 0.92;

/** A label beside the even stretch of a line, or behind the end of one that ends early. */
function lineLabel(
  points: readonly ChartPoint[],
  entries: number,
  { dy, ...words }: { readonly text: string; readonly fill: string; readonly dy: number },
): readonly ChartLayer[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  if (last.x < entries / 2) return [labelLayer([{ ...last, ...words }], { dx: 8 })];
  const y = points.findLast(({ x }) => x <= last.x * evenShare)?.y ?? last.y;
  const label = { x: last.x * labelShare, y, ...words };
  return [labelLayer([label], { align: 'right', dy })];
}

function pointsOf(line: readonly FillPoint[]): readonly ChartPoint[] {
  return downsample(
    line.map(({ entries, bytes }) => ({ x: entries, y: bytes / mebibyte })),
    mostPoints,
    ({ x }) => x,
    ({ y }) => y,
  );
}
