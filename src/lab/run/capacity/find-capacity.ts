import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatDuration } from '../../../base/primitives/quantities/format-duration.ts';
import { must } from '../../../base/primitives/must.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { checkGuard } from '../../../maps/model/check-guard.ts';
import { guardFacts } from '../../../maps/model/guards.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { entryTypes } from '../../../maps/model/payload/entry-types.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { sizeModelFor } from '../../../maps/model/size/size-model-for.ts';
import { largestArenaBytes } from '../../../maps/reference/kernel/kernel.ts';
import { cleanStaleGroups } from '../../sandbox/limits/cgroup/clean-stale-groups.ts';
import { memoryRoomBytes } from '../../sandbox/limits/outer-limits.ts';
import { outerLimitsHere } from '../../sandbox/limits/usable-mechanisms.ts';
import { reservedBytes } from '../plan/arena-limit.ts';
import type { Capacity, CapacityRequest, ProcessAnswer, SandboxFill } from './capacity.ts';
import { estimateCapacityMs } from './estimate-capacity.ts';
import { fillCell, layoutOf } from './fill-cell.ts';
import { capacityPayload, fillProcesses, runtimeFor, settingsOf } from './fill-processes.ts';
import { fillSandbox } from './fill-sandbox.ts';
import { nodeFillOf } from './node-fill-of.ts';
import type { MeasuredFill } from './process-fill.ts';
import { hintsAround } from './table-capacities.ts';

/**
 * How many entries of a map fit into a limit: fills real maps in the sandbox, without and with size
 * hints, and whole processes of Go or Node.js with what the entries carry.
 *
 * @throws SandboxError `usage` for what is wrong with the request, `invalid` when interrupted
 */
export async function findCapacity(request: CapacityRequest): Promise<Capacity> {
  const { map, key, value, limitBytes } = request;
  checkCapacity(request);
  const runtime = await runtimeFor(request);
  const warnings = [...(await cleanStaleGroups())];
  const isNodeProcess = runtime.kind === 'node';
  const kept = guardFacts(request.guard ?? 'none');
  const hints = request.hint === undefined && kept.kind !== 'sync.Map' && kept.shards === 1 ? 2 : 1;
  const estimateMs = estimateCapacityMs(
    request,
    runtime,
    settingsOf(request, runtime),
    isNodeProcess ? 0 : 1 + hints,
  );
  request.onDoing(`takes about ${formatDuration(estimateMs)} on a quiet machine`);
  const alone = isNodeProcess ? null : await fillAlone(request);
  const most = alone === null ? Number.MAX_SAFE_INTEGER : Math.ceil(alone[0].entries * 1.02) + 1;
  const processes =
    alone?.[0].entries === 0 || (runtime.kind === 'missing' && modelFacts(map).runtime === 'node')
      ? []
      : await fillProcesses(request, runtime, most);
  const [withoutHint, ...withHints] = alone ?? [nodeFillOf(request, measuredIn(processes))];
  const isText = modelFacts(map).runtime === 'go' && layoutOf(request).isString;
  return {
    map,
    key,
    value,
    limitBytes,
    guard: request.guard ?? 'none',
    keyBytes: isText ? layoutOf(request).keyBytes : null,
    payload: capacityPayload(request),
    withoutHint,
    withHints,
    closedFormInsert: isText ? null : closedFormInsert(request, withoutHint.entries),
    processes,
    missing: runtime.kind === 'missing' ? runtime.why : null,
    warnings,
  };
}

/** @throws SandboxError `usage` for types, a model, a hint or a limit that cannot be, before anything runs */
export function checkCapacity(request: CapacityRequest): void {
  const { map, limitBytes, hint = 0, guard = 'none' } = request;
  checkGuard({ map, guard, hint }, 'usage');
  if (modelFacts(map).runtime === 'node' && guard !== 'none')
    throw new SandboxError('usage', `expected no guard for a Map of V8, got ${guard}`);
  if (modelFacts(map).runtime === 'go' && limitBytes > largestArenaBytes)
    throw new SandboxError(
      'usage',
      `expected a limit of at most ${formatLimitBytes(largestArenaBytes)}, which is as large as a map of the sandbox can be, got ${formatLimitBytes(limitBytes)}; mapswell plan --limit has no such end`,
    );
  refuseAboveOuter(request);
  const { key, value } = entryTypes(request);
  sizeModelFor(map, key, value, hint);
}

/** The map alone, then with hints. */
async function fillAlone(
  request: CapacityRequest,
): Promise<readonly [SandboxFill, ...SandboxFill[]]> {
  const { map, limitBytes, hint, onDoing } = request;
  onDoing(`filling a ${map} map up to ${formatLimitBytes(limitBytes)}`);
  const withoutHint = await fillSandbox(request, 0);
  const withHints: SandboxFill[] = [];
  // The sizes that a table suggests are those of one map.
  const { kind, shards } = guardFacts(request.guard ?? 'none');
  const isOne = kind !== 'sync.Map' && shards === 1;
  const suggested = isOne ? hintsAround(map, withoutHint.entries) : [];
  const hints = hint === undefined ? suggested : [hint];
  for (const one of hints.filter((wanted) => wanted > 0)) {
    onDoing(`filling one with a hint of ${one}`);
    withHints.push(await fillSandbox(request, one));
  }
  return [withoutHint, ...withHints];
}

/** The first process, which is a real one where its runtime is here. */
function measuredIn([first]: readonly ProcessAnswer[]): MeasuredFill {
  return must(first?.measured ?? undefined, 'a process that was filled');
}

/** A limit that a group around mapswell does not allow would be answered by that group's limit. */
function refuseAboveOuter(request: CapacityRequest): void {
  const outer = outerLimitsHere();
  const { map, limitBytes } = request;
  const most = memoryRoomBytes(outer) - (map === 'v8' ? 0 : reservedBytes(fillCell(request, 0)));
  if (outer.memoryBytes === undefined || limitBytes <= most) return;
  const { limit, group } = outer.memoryBytes;
  throw new SandboxError(
    'usage',
    `expected a limit of at most ${formatLimitBytes(Math.max(0, most))}, which mapswell and Node.js leave of the ${formatLimitBytes(limit)} that the group ${group} around them allows, got ${formatLimitBytes(limitBytes)}; mapswell plan --limit has no such end`,
  );
}

/** Strings are no part of the closed form. */
function closedFormInsert(request: CapacityRequest, entries: number): number | null {
  const { map, key, value, limitBytes, guard = 'none' } = request;
  // The plan is a mean over hashes where chance decides; one more growth is far enough.
  return planGrowth({ map, key, value, guard, limitBytes, entries: 4 * entries + 16 })
    .failsAtInsert;
}
