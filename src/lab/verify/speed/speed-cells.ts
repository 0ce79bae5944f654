import { must } from '../../../base/primitives/must.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { Cell } from '../../config/cell.ts';
import { defaults } from '../../config/defaults.ts';
import { expandCells } from '../../config/expand-cells.ts';
import type { Workload } from '../../workload/workload.ts';
import { fillPhase, type SpeedWorkload } from './speed-workloads.ts';

/** A process takes a second or two; on a machine that twenty others use it takes a minute. */
const timeLimitMs = 300_000;

/** The two maps that are compared. */
export type SpeedSideName = 'reference' | 'go';

/** A workload as cells of both sides. */
export interface SpeedCells extends Readonly<Record<SpeedSideName, Cell>> {
  readonly workload: SpeedWorkload;
  /** What is done to every fresh map before; `null` where that is nothing. */
  readonly fill: Workload | null;
}

/** Makes cells of a workload as a run makes them of scenarios. @param cpus that both sides may use */
export function speedCells(workload: SpeedWorkload, map: MapModel, cpus: number): SpeedCells {
  const scenario = { ...workload.scenario, target: ['reference', 'go'], map } as const;
  const config = { ...defaults, timeLimitMs, file: null, scenariosFolder: '', reportsFolder: '' };
  const cells = expandCells([{ name: workload.id, file: '', scenario }], config, {
    limits: { cpus },
  });
  const [reference, go] = cells.map((cell) => withoutFill(cell));
  return {
    workload,
    reference: must(reference, 'a cell of the reference'),
    go: must(go, 'a cell of real Go'),
    fill: fillOf(must(cells[0], 'a cell of the reference').workload),
  };
}

/**
 * Whether real Go tells in which state its map was: a classic map that one writer has without a guard.
 * Elsewhere latencies are compared over all states.
 */
export function tellsState({ map, guard, workload }: Cell): boolean {
  return modelFacts(map).family === 'classic' && guard === 'none' && workload.writers === 1;
}

function withoutFill(cell: Cell): Cell {
  const { workload } = cell;
  const phases = workload.phases.filter(({ name }) => name !== fillPhase);
  return { ...cell, workload: { ...workload, phases } };
}

function fillOf(workload: Workload): Workload | null {
  const phases = workload.phases.filter(({ name }) => name === fillPhase);
  return phases.length === 0 ? null : { ...workload, phases };
}
