import { formatDuration } from '../../../base/primitives/quantities/format-duration.ts';
import { estimateSteadyMs } from './estimate-capacity.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import {
  type SteadyForecast,
  goSteady,
  nodeSteady,
} from '../../../maps/model/runtime/steady-state.ts';
import { nodeHeapLimit } from '../../../maps/model/runtime/node-heap-limit.ts';
import { exactCountsOf } from '../../record/figures/exact-counts-of.ts';
import { cleanStaleGroups } from '../../sandbox/limits/cgroup/clean-stale-groups.ts';
import { runPlannedProcess } from '../run-planned-process.ts';
import type { CapacityRequest, SteadyAnswer, SteadyCapacity, SteadyRequest } from './capacity.ts';
import { booksBytes, fillCell, layoutOf, plainTypes } from './fill-cell.ts';
import { checkCapacity } from './find-capacity.ts';
import {
  capacityPayload,
  type ProcessSetting,
  type Runtime,
  runSetting,
  runtimeFor,
  settingsOf,
} from './fill-processes.ts';

/** How often each entry of a real process is replaced: the table is rebuilt by then. */
const turns = 6;
const mostWrites = 30_000_000;

/**
 * Whether a process can keep so many entries while others come and go: counts the table in the sandbox, adds
 * what the entries carry and the garbage of the runtime, and runs real processes where they are here.
 *
 * @throws SandboxError `usage` for what is wrong with the request, `invalid` when interrupted
 */
export async function steadyCapacity(
  request: CapacityRequest,
  steady: SteadyRequest,
): Promise<SteadyCapacity> {
  const { map, key, value, limitBytes, onDoing } = request;
  checkCapacity(request);
  const runtime = await runtimeFor(request);
  const warnings = [...(await cleanStaleGroups())];
  const settings = settingsOf(request, runtime);
  const writes = Math.min(mostWrites, Math.max(steady.live + 1, (1 + turns) * steady.live));
  const estimateMs = estimateSteadyMs({ ...request, steady }, runtime, settings.length, writes);
  onDoing(`takes about ${formatDuration(estimateMs)} on a quiet machine`);
  onDoing(`counting a ${map} map of ${formatCount(steady.live)} entries that come and go`);
  const table = await countTable({ ...request, steady });
  const payload = capacityPayload(request);
  const processes: SteadyAnswer[] = [];
  for (const setting of settings) {
    if (runtime.kind !== 'missing') onDoing(`running a real process with ${setting.name}`);
    processes.push({
      setting: setting.name,
      predicted: forecastOf(request, runtime, setting, { ...table, live: steady.live, payload }),
      measured: await runSetting(request, runtime, setting, writes, steady.live),
    });
  }
  const isText = modelFacts(map).runtime === 'go' && layoutOf(request).isString;
  return {
    map,
    key,
    value,
    limitBytes,
    guard: request.guard ?? 'none',
    keyBytes: isText ? layoutOf(request).keyBytes : null,
    payload,
    steady,
    ...table,
    processes,
    missing: runtime.kind === 'missing' ? runtime.why : null,
    warnings,
  };
}

function forecastOf(
  { map, limitBytes }: CapacityRequest,
  runtime: Runtime,
  { go, nodeArguments }: ProcessSetting,
  steadyMap: Parameters<typeof goSteady>[0],
): SteadyForecast {
  if (modelFacts(map).runtime === 'go') return goSteady(steadyMap, limitBytes, go);
  const nodeMajor = runtime.kind === 'node' ? runtime.major : 20;
  const heap = nodeHeapLimit(limitBytes, nodeMajor, nodeArguments);
  return nodeSteady(steadyMap, { limitBytes, heap, nodeMajor });
}

/** The table by an exact pass over a sliding window: what tombstones and splits make of it is counted. */
async function countTable(
  request: CapacityRequest,
): Promise<{ readonly tableHeldBytes: number; readonly tablePeakBytes: number }> {
  const { key, value } = tableTypes(request);
  const cell = { ...fillCell({ ...request, key, value }, 0), id: 'a steady state' };
  const result = await runPlannedProcess({ kind: 'exact', cellId: cell.id, repeat: 2 }, 0, {
    cells: new Map([[cell.id, cell]]),
    limits: cell.limits,
    seed: cell.workload.seed,
    signal: request.signal,
    ...(cell.target === 'reference'
      ? { arenaLimitBytes: request.limitBytes, booksBytes: booksBytes(request) }
      : {}),
  });
  if (result === null || result.kind !== 'exact')
    throw new SandboxError('invalid', 'interrupted before the table was counted');
  const counts = exactCountsOf({ exact: [result.run] });
  if (counts === null || result.run.outcome.kind !== 'completed')
    throw new SandboxError(
      'invalid',
      `the table alone does not fit: ${result.run.outcome.kind} before ${formatCount(request.steady?.live ?? 0)} entries had come and gone`,
    );
  return { tableHeldBytes: counts.stats.bytesHeld, tablePeakBytes: counts.stats.bytesPeak };
}

/** A table of V8 is the same whatever is in it. */
function tableTypes(request: CapacityRequest): { readonly key: string; readonly value: string } {
  return modelFacts(request.map).runtime === 'go'
    ? plainTypes(request)
    : { key: 'int64', value: 'int64' };
}
