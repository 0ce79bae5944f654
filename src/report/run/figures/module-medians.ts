import { basename } from 'node:path';
import type { Cell } from '../../../lab/config/cell.ts';
import { latencySummary } from '../../../lab/record/figures/latency-summary.ts';
import type { ModuleMeasurement } from '../../../lab/record/module-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { median } from '../../../base/stats/median.ts';

/** What V8 tells about a map, over the rounds of its cell: medians, and the longest pause of all. */
export interface ModuleMedians {
  readonly writesPerSecond: number;
  readonly entries: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly allocatedBytes: number;
  readonly gcPauses: number;
  readonly gcTotalMs: number;
  /** `null` where no collection fell into a round. */
  readonly pauseP50Ns: number | null;
  readonly pauseMaxNs: number | null;
}

/** What the rounds of a cell say about their map in JavaScript. */
export function modulesOf({ rounds }: CellRecord): readonly ModuleMeasurement[] {
  return rounds.flatMap(({ measurement }) => measurement?.module ?? []);
}

/** `null` where no round has anything to say about a map in JavaScript. */
export function moduleMedians(record: CellRecord): ModuleMedians | null {
  const modules = modulesOf(record);
  if (modules.length === 0) return null;
  const medianOf = (figure: (module: ModuleMeasurement) => number): number =>
    median(modules.map((module) => figure(module)));
  const pauses = latencySummary(modules.map(({ gcPauses }) => gcPauses));
  return {
    writesPerSecond: record.summary.writesPerSecond?.median ?? 0,
    entries: medianOf(({ entries }) => entries),
    heapBytes: medianOf(({ heapBytes }) => heapBytes),
    externalBytes: medianOf(({ externalBytes }) => externalBytes),
    allocatedBytes: medianOf(({ allocatedBytes }) => allocatedBytes),
    gcPauses: medianOf(({ gcPauses }) => gcPauses.samples),
    gcTotalMs: medianOf(({ gcTotalMs }) => gcTotalMs),
    pauseP50Ns: pauses?.p50 ?? null,
    pauseMaxNs: pauses?.max ?? null,
  };
}

/** What a reader calls the map of a cell: `Map`, or the file of a module. */
export function nameOfMap({ target, module }: Cell): string {
  return target === 'native' ? 'Map' : basename(module ?? '');
}
