import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { estimateProcessMs, machineSlowness } from '../plan/estimate-process.ts';
import type { CapacityRequest, SteadyRequest } from './capacity.ts';
import { fillCell } from './fill-cell.ts';
import type { ProcessSetting, Runtime } from './fill-processes.ts';

// Milliseconds of a real process that fills a map, on the machine of `estimateProcessMs`.
const startMs = 400;
const goNsPerEntry = 600;
const nodeNsPerEntry = 1700;
/** A plan of so many entries fits nowhere. */
const beyondAll = 1e9;
const counting = { kind: 'exact', cellId: '', repeat: 2 } as const;
/** Making what entries carry, the pages for it, and the collector that looks at all of it again. */
const nsPerByte = 3;

/**
 * About how long a capacity takes on a quiet machine, in milliseconds: maps that are filled in the
 * sandbox, with so many hints, and a real process for each setting.
 */
export function estimateCapacityMs(
  request: CapacityRequest,
  runtime: Runtime,
  settings: readonly ProcessSetting[],
  fills: number,
): number {
  const { map, key, value, guard = 'none', limitBytes } = request;
  const slowness = machineSlowness();
  const isOfGo = modelFacts(map).runtime === 'go';
  const alone = (): number => {
    const asked = { map, key, value, guard, entries: beyondAll, limitBytes };
    const operationsPerWriter = planGrowth(asked).failsAtInsert ?? 1;
    const cell = fillCell(request, 0);
    const phases = cell.workload.phases.map((phase) => ({ ...phase, operationsPerWriter }));
    return estimateProcessMs(
      counting,
      { ...cell, workload: { ...cell.workload, phases } },
      slowness,
    );
  };
  const real = settings.reduce((sum, { plan: { forecast } }) => {
    if (forecast === null || runtime.kind === 'missing') return sum;
    const perEntry = isOfGo ? goNsPerEntry : nodeNsPerEntry;
    const work = forecast.entries * perEntry + forecast.peakBytes * nsPerByte;
    return sum + slowness * (startMs + work / 1e6);
  }, 0);
  return (fills === 0 ? 0 : fills * alone()) + real;
}

/**
 * The same where so many entries stay while others come and go: a count of the table, and a real process
 * for each setting that makes so many writes.
 */
export function estimateSteadyMs(
  request: CapacityRequest & { readonly steady: SteadyRequest },
  runtime: Runtime,
  settings: number,
  writes: number,
): number {
  const slowness = machineSlowness();
  const perEntry = modelFacts(request.map).runtime === 'go' ? goNsPerEntry : nodeNsPerEntry;
  const table = estimateProcessMs(counting, fillCell(request, 0), slowness);
  const real = runtime.kind === 'missing' ? 0 : startMs + (writes * perEntry) / 1e6;
  return table + settings * slowness * real;
}
