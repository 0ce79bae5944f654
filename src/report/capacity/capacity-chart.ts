import { formatLimitBytes } from '../../primitives/format-bytes.ts';
import { formatCount } from '../../primitives/format-count.ts';
import type { Capacity, FillPoint } from '../../run/capacity/capacity.ts';
import type { Chart } from '../chart.ts';
import {
  labelLayer,
  levelLayer,
  lineLayer,
  stepAreaLayer,
  type ChartPoint,
} from '../chart-layers.ts';
import { chartParameters } from '../chart-parameters.ts';
import { chartColours, chartTheme, shortCounts } from '../chart-theme.ts';
import { downsample } from '../downsample.ts';
import { capacitySubject } from './capacity-sentences.ts';

const sizes: Chart['sizes'] = [
  { width: 1080, height: 340 },
  { width: 360, height: 260 },
];
const mebibyte = 2 ** 20;
const mostPoints = 240;

/** Bytes against entries up to the end: the map alone, and the resident bytes of real processes. */
export function capacityChart(capacity: Capacity): Chart {
  const { withoutHint, goProcess, limitBytes } = capacity;
  const alone = pointsOf(withoutHint.line);
  const process = goProcess[0]?.measured ?? null;
  const resident = process === null ? [] : pointsOf(process.line);
  const highest = Math.max(limitBytes / mebibyte, ...[...alone, ...resident].map(({ y }) => y));
  const entries = Math.max(1, withoutHint.entries);
  const caption = `${formatCount(withoutHint.entries)} entries fit into ${formatLimitBytes(limitBytes)}${process === null ? '' : `, ${formatCount(process.entries)} in a whole Go process at GOGC=100`}.`;
  return {
    title: 'Bytes against entries',
    caption,
    description: `Bytes that a ${capacitySubject(capacity)} holds against its entries, up to the limit. ${caption}`,
    sizes,
    spec: {
      ...sizes[0],
      autosize: { type: 'fit', contains: 'padding' },
      config: chartTheme,
      params: chartParameters({ xEnd: entries * 1.04, yEnd: highest * 1.08 }),
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: 'entries',
          scale: { domain: [0, { expr: 'xEnd' }], nice: false },
          axis: { labelExpr: shortCounts, tickCount: 5, labelFlush: true },
        },
        y: {
          field: 'y',
          type: 'quantitative',
          title: 'MiB',
          scale: { domain: [0, { expr: 'yEnd' }], nice: false },
          axis: { format: ',~f' },
        },
      },
      layer: [
        stepAreaLayer(alone, chartColours.heldSoft),
        levelLayer([{ y: limitBytes / mebibyte, stroke: chartColours.limit }], [5, 3]),
        lineLayer(
          [
            { stroke: chartColours.held, points: alone },
            { stroke: chartColours.other, points: resident },
          ],
          { isStep: true },
        ),
        labelLayer(
          [
            {
              x: 0,
              y: limitBytes / mebibyte,
              text: `limit ${formatLimitBytes(limitBytes)}`,
              fill: chartColours.limit,
            },
          ],
          { dx: 4, dy: -8 },
        ),
        labelLayer(labelsOf(alone, resident), { align: 'right', dx: -8, dy: -8 }),
      ],
    },
  };
}

function labelsOf(
  alone: readonly ChartPoint[],
  resident: readonly ChartPoint[],
): readonly (ChartPoint & { readonly text: string; readonly fill: string })[] {
  const own = alone.at(-1);
  const other = resident.at(-1);
  return [
    ...(own === undefined ? [] : [{ ...own, text: 'the map alone', fill: chartColours.held }]),
    ...(other === undefined
      ? []
      : [{ ...other, text: 'resident in a Go process', fill: chartColours.muted }]),
  ];
}

function pointsOf(line: readonly FillPoint[]): readonly ChartPoint[] {
  return downsample(
    line.map(({ entries, bytes }) => ({ x: entries, y: bytes / mebibyte })),
    mostPoints,
    ({ x }) => x,
    ({ y }) => y,
  );
}
