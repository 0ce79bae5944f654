import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { CellRecord, YardstickRound } from '../../../lab/record/run-record.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import { keyUseOf } from '../../../lab/record/figures/key-use-of.ts';
import { heapAccountOf } from '../../../lab/record/figures/heap-account-of.ts';
import { chainLengths } from './chain-lengths.ts';
import { heapStaircase } from './heap-staircase.ts';
import { httpLatency } from './http-latency.ts';
import { keyCurve } from './key-curve.ts';
import { latencySpectrum } from './latency-spectrum.ts';
import { loadFactor } from './load-factor.ts';
import { memoryStaircase } from './memory-staircase.ts';
import { throughput } from './throughput.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { typicalHttpRound } from '../figures/http-round.ts';

/** A chart of a cell and the part of its key that tells it from the others. */
export interface NamedChart {
  readonly name: string;
  readonly chart: Chart;
}

const small = [{ width: 372, height: 236 }] as const;
// Twice, since the labels of the wide one would be too small to read on a phone.
const wideAndNarrow = [
  { width: 776, height: 300 },
  { width: 372, height: 270 },
] as const;

/** Every chart that the record of a cell has the figures for. */
export function chartsOfCell(
  cell: CellRecord,
  yardstick: readonly YardstickRound[],
): readonly NamedChart[] {
  const counts = exactCountsOf(cell);
  const heap = heapAccountOf(cell);
  const http = typicalHttpRound(cell);
  const keys = keyUseOf(cell);
  const charts: readonly (readonly [name: string, chart: Chart | null])[] = [
    ['memory', counts === null ? null : memoryStaircase(cell, counts, wideAndNarrow)],
    ['heap', counts === null || heap === null ? null : heapStaircase(counts, heap, small)],
    ['http', http === null ? null : httpLatency(http, wideAndNarrow)],
    ['load', counts === null ? null : loadFactor(cell, counts, small)],
    [
      'chains',
      counts === null ? null : chainLengths(counts, modelFacts(cell.cell.map).family, small),
    ],
    ['keys', keys === null ? null : keyCurve(keys, small)],
    ['latency', latencySpectrum(cell, small)],
    ['throughput', throughput(cell, yardstick, small)],
  ];
  return charts.flatMap(([name, chart]) => (chart === null ? [] : [{ name, chart }]));
}
