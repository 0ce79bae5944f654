import { parseGoKeyType, parseGoType } from '../../../maps/model/parse-go-type.ts';
import { familyOfGo, modelFacts } from '../../../maps/model/model-facts.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { chargedBytes } from '../../../maps/model/size-class.ts';
import { sizeModelFor } from '../../../maps/model/size/size-model-for.ts';
import { largestArenaBytes } from '../../../maps/reference/kernel/kernel.ts';
import { formatLimitBytes } from '../../../base/primitives/format-bytes.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { defaults } from '../../config/defaults.ts';
import { memoryRoomBytes } from '../../sandbox/limits/outer-limits.ts';
import { outerLimitsHere } from '../../sandbox/limits/usable-mechanisms.ts';
import { cleanStaleGroups } from '../../sandbox/limits/cgroup/clean-stale-groups.ts';
import { findGo } from '../../subjects/go/find-go.ts';
import { type GoToolchain, howToGetGo } from '../../subjects/go/go-toolchain.ts';
import type { Capacity, CapacityRequest, GoFill, GoSettings, SandboxFill } from './capacity.ts';
import { fillGoProcess } from './fill-go-process.ts';
import { fillSandbox } from './fill-sandbox.ts';
import { reservedBytes } from '../arena-limit.ts';
import { fillCell, layoutOf } from './fill-cell.ts';
import { predictGoProcess } from './predict-go-process.ts';
import { hintsAround } from './table-capacities.ts';

/**
 * How many entries of a map fit into a limit: fills real maps in the sandbox, without and with size
 * hints, and whole Go processes where there is Go.
 *
 * @throws SandboxError `usage` for what is wrong with the request, `invalid` when interrupted
 */
export async function findCapacity(request: CapacityRequest): Promise<Capacity> {
  const { map, key, value, limitBytes, hint, onDoing } = request;
  if (modelFacts(map).runtime === 'go' && limitBytes > largestArenaBytes)
    throw new SandboxError(
      'usage',
      `expected a limit of at most ${formatLimitBytes(largestArenaBytes)}, which is as large as a map of the sandbox can be, got ${formatLimitBytes(limitBytes)}; mapswell plan --limit has no such end`,
    );
  refuseAboveOuter(request);
  const layout = layoutOf(request);
  // Checks the types, the model and the hint before anything runs.
  sizeModelFor(map, parseGoKeyType(key, 'key'), parseGoType(value, 'value'), hint ?? 0);
  const warnings = [...(await cleanStaleGroups())];
  onDoing(`filling a ${map} map up to ${formatLimitBytes(limitBytes)}`);
  const withoutHint = await fillSandbox(request, 0);
  const withHints: SandboxFill[] = [];
  const hints = hint === undefined ? hintsAround(map, withoutHint.entries) : [hint];
  for (const one of hints.filter((wanted) => wanted > 0)) {
    onDoing(`filling one with a hint of ${one}`);
    withHints.push(await fillSandbox(request, one));
  }
  const { goProcess, goMissing } = await fillProcesses(request, withoutHint);
  return {
    map,
    key,
    value,
    limitBytes,
    keyBytes: layout.isString ? layout.keyBytes : null,
    withoutHint,
    withHints,
    closedFormInsert: layout.isString ? null : closedFormInsert(request, withoutHint.entries),
    goProcess,
    goMissing,
    warnings,
  };
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
  const { map, key, value, limitBytes } = request;
  // The plan is a mean over hashes where chance decides; one more growth is far enough.
  return planGrowth({ map, key, value, limitBytes, entries: 4 * entries + 16 }).failsAtInsert;
}

/** The collector as it is by default, a thriftier one, and one that is told the limit. */
function settingsFor(limitBytes: number): readonly GoSettings[] {
  return [
    { gogc: 100, memoryLimitBytes: null },
    { gogc: 50, memoryLimitBytes: null },
    { gogc: 100, memoryLimitBytes: Math.floor(limitBytes * 0.9) },
  ];
}

async function fillProcesses(
  request: CapacityRequest,
  alone: SandboxFill,
): Promise<Pick<Capacity, 'goProcess' | 'goMissing'>> {
  const { map, limitBytes, onDoing } = request;
  const { goMinor } = modelFacts(map);
  if (goMinor === null) return { goProcess: [], goMissing: null };
  const found = await goFor(request, goMinor);
  const other = found === null ? howToGetGo : otherMap(request, found);
  const go = other === null ? found : null;
  const goProcess: GoFill[] = [];
  // A little more than the map alone takes: whatever ends the process ends it before.
  const entries = Math.ceil(alone.entries * 1.02) + 1;
  for (const settings of settingsFor(limitBytes)) {
    const measured =
      go === null || alone.entries === 0
        ? null
        : (onDoing(`filling a real process of ${go.version} at GOGC=${settings.gogc}`),
          await measure(request, go, settings, entries));
    goProcess.push({ settings, predicted: predict(request, alone, settings), measured });
  }
  return { goProcess, goMissing: other };
}

async function measure(
  { key, value, keyBytes, limitBytes, env, signal }: CapacityRequest,
  go: GoToolchain,
  settings: GoSettings,
  entries: number,
): Promise<GoFill['measured']> {
  const fill = await fillGoProcess({
    key,
    value,
    hint: 0,
    keySizes: { kind: 'fixed', bytes: keyBytes ?? defaults.stringKeyBytes },
    valueSizes: null,
    live: null,
    go,
    settings,
    entries,
    limitBytes,
    env,
    signal,
  });
  const endedBy =
    fill.endedBy === 'kernel'
      ? 'oom-killer'
      : fill.endedBy === 'all entries'
        ? 'all keys'
        : fill.endedBy;
  return { ...fill, endedBy: endedBy === 'v8-heap' ? 'over the limit' : endedBy };
}

function predict(
  request: CapacityRequest,
  alone: SandboxFill,
  settings: GoSettings,
): GoFill['predicted'] {
  const { map, key, value, limitBytes } = request;
  const { model } = sizeModelFor(map, parseGoKeyType(key, 'key'), parseGoType(value, 'value'), 0);
  const { isString, keyBytes } = layoutOf(request);
  const bytesPerKey = isString ? chargedBytes(keyBytes, false) : 0;
  const mostEntries = Math.max(1, alone.entries);
  return predictGoProcess({ model, bytesPerKey, limitBytes, mostEntries }, settings);
}

async function goFor(
  { env, goProgram }: CapacityRequest,
  minor: number,
): Promise<GoToolchain | null> {
  return await findGo({ env, minor, ...(goProgram === undefined ? {} : { program: goProgram }) });
}

/** A real Go whose map is another one than the model answers another question. */
function otherMap({ map }: CapacityRequest, go: GoToolchain): string | null {
  const isSame = modelFacts(map).family === familyOfGo(go.minor);
  return isSame
    ? null
    : `the Go of this machine is ${go.version}, whose map is another one than that of ${map}: set MAPSWELL_GO to a go command of ${map}`;
}
