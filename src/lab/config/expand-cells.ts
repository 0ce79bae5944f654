import { dirname, relative, resolve } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { defaultMapModel } from '../../maps/model/map-model.ts';
import type { MapSpec } from '../../maps/model/map-spec.ts';
import type { Cell } from './cell.ts';
import { defaults } from './defaults.ts';
import type { Limits } from './schema/limits.ts';
import { namedPhases, namedWorkload } from '../workload/named/named-workloads.ts';
import { isOfV8 } from './cell-payload.ts';
import { completePayload } from './complete-payload.ts';
import { completePhases } from './complete-phases.ts';
import { checkOperations } from './schema/check-operations.ts';
import { checkPayload } from './schema/payload/check-payload.ts';
import { checkRate } from './schema/check-rate.ts';
import { checkService } from './schema/check-service.ts';
import { checkTarget } from './schema/check-target.ts';
import type { NamedScenario } from './load-scenarios.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { meanOverSizes } from '../../maps/model/payload/size-distribution.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import type { CellPayload } from './schema/payload/scenario-payload.ts';
import { workloadLimits } from '../workload/workload-problem.ts';
import type {
  CellTarget,
  ModuleTarget,
  OneOrMore,
  Scenario,
  TargetName,
} from './schema/scenario.ts';
import { checkThresholdTargets, thresholdsOf } from './thresholds-of.ts';

/** What flags say over the configuration and over every scenario. */
export interface CellOverrides {
  readonly limits?: Partial<Limits>;
  readonly rounds?: number;
  readonly seed?: number;
  /** Instead of those of the scenarios, for cells of the targets native and module. */
  readonly nodeArguments?: readonly string[];
}

/** The parameters of which a scenario may give several values. */
interface Combination extends Pick<MapSpec, 'map' | 'value' | 'guard' | 'hint'> {
  readonly target: TargetName | ModuleTarget;
  readonly writers: number;
}

/** Every combination of the parameters of every scenario, with no default left to fill in. */
export function expandCells(
  scenarios: readonly NamedScenario[],
  config: ResolvedConfig,
  overrides: CellOverrides = {},
): readonly Cell[] {
  return scenarios.flatMap(({ name, file, scenario }) => {
    const combinations = combine(scenario);
    const varying = varyingParameters(combinations);
    const targets = combinations.map(({ target }) => kindOf(target));
    if (scenario.nodeArguments !== undefined) requireNodeTarget(targets, name);
    checkThresholdTargets(scenario.thresholds ?? {}, targets, name);
    return combinations.map((combination) => {
      const cell = makeCell({ name, file, scenario }, combination, varying, config, overrides);
      checkTarget(cell);
      checkPayload(cell);
      checkRate(cell);
      checkService(cell);
      checkOperations(cell);
      return cell;
    });
  });
}

function requireNodeTarget(targets: readonly CellTarget[], scenario: string): void {
  if (targets.some((target) => isOfV8({ target }))) return;
  throw new SandboxError(
    'config',
    `${scenario}: expected nodeArguments beside the target native or a module, got ${[...new Set(targets)].join(', ')}`,
  );
}

function combine(scenario: Scenario): readonly Combination[] {
  const combinations: Combination[] = [];
  for (const target of listOf(scenario.target ?? 'reference'))
    for (const map of listOf(scenario.map ?? defaultMapModel))
      for (const value of listOf(scenario.value))
        for (const guard of listOf(scenario.guard ?? 'mutex'))
          for (const writers of listOf(scenario.writers ?? 1))
            for (const hint of listOf(scenario.hint ?? 0))
              combinations.push({ target, map, value, guard, writers, hint });
  return combinations;
}

function listOf<T extends string | number | ModuleTarget>(value: OneOrMore<T>): readonly T[] {
  return isList(value) ? [...new Set(value)] : [value];
}

/** The language's own check takes a readonly list for none. */
function isList<T>(value: OneOrMore<T>): value is readonly T[] {
  return Array.isArray(value);
}

/** What stands for a parameter in the name of a cell and in reports. */
function labelOf(value: Combination[keyof Combination]): string | number {
  return typeof value === 'object' ? value.module : value;
}

function varyingParameters(combinations: readonly Combination[]): readonly (keyof Combination)[] {
  const names = ['target', 'map', 'value', 'guard', 'writers', 'hint'] as const;
  return names.filter((name) => new Set(combinations.map((one) => labelOf(one[name]))).size > 1);
}

function makeCell(
  { name, file, scenario }: NamedScenario,
  combination: Combination,
  varying: readonly (keyof Combination)[],
  config: ResolvedConfig,
  overrides: CellOverrides,
): Cell {
  const payload =
    scenario.payload === undefined ? undefined : completePayload(scenario.payload, file);
  const named = scenario.workload === undefined ? null : namedWorkload(scenario.workload);
  const parameters = Object.fromEntries(varying.map((key) => [key, labelOf(combination[key])]));
  const suffix = varying.map((key) => `${key}=${labelOf(combination[key])}`).join(',');
  return {
    id: suffix === '' ? name : `${name}/${suffix}`,
    scenario: name,
    purpose: scenario.purpose,
    notes: scenario.notes ?? '',
    ...defined({ site: scenario.site }),
    ...targetOf(combination.target, scenario, file),
    map: combination.map,
    key: scenario.key,
    value: combination.value,
    guard: combination.guard,
    hint: combination.hint,
    workload: {
      writers: combination.writers,
      ownership: scenario.ownership ?? 'disjoint',
      shape: scenario.shape ?? 'scrambled',
      stringKeyBytes:
        scenario.stringKeyBytes ??
        stringKeyBytesOf(scenario, payload) ??
        named?.keyBytes ??
        defaults.stringKeyBytes,
      ...defined({ nanEvery: scenario.nanEvery, interfaceKeys: scenario.interfaceKeys }),
      phases:
        named === null
          ? completePhases(scenario.phases ?? [], file, combination.writers)
          : namedPhases(named, combination.writers),
      seed: overrides.seed ?? config.seed,
    },
    limits: { ...config.limits, ...scenario.limits, ...overrides.limits },
    ...nodeArgumentsOf(combination.target, overrides.nodeArguments ?? scenario.nodeArguments),
    ...defined({ payload }),
    ...withThresholds(scenario, combination.target),
    rounds: overrides.rounds ?? scenario.rounds ?? config.rounds,
    timeLimitMs: scenario.timeLimitMs ?? config.timeLimitMs,
    latencySampleInterval: config.latencySampleInterval,
    parameters,
  };
}

/** Keys of the workload are as long as the payload says on the average. */
function stringKeyBytesOf({ key }: Scenario, payload: CellPayload | undefined): number | undefined {
  const [, length] = /^string\((\d+)\)$/.exec((payload?.key ?? key).trim()) ?? [];
  const sizes = payload?.keyBytes;
  const mean = sizes === undefined ? undefined : meanOverSizes(sizes, (bytes) => bytes);
  const bytes = length === undefined ? mean : Number(length);
  return bytes === undefined
    ? undefined
    : Math.min(workloadLimits.stringKeyBytes, Math.max(1, Math.round(bytes)));
}

/** Only processes that hold a map of JavaScript: those of the others are ours. */
function nodeArgumentsOf(
  target: TargetName | ModuleTarget,
  given: string | readonly string[] = [],
): Pick<Cell, 'nodeArguments'> {
  if (!isOfV8({ target: kindOf(target) })) return {};
  const nodeArguments = (typeof given === 'string' ? given.split(/\s+/) : given).filter(Boolean);
  return nodeArguments.length === 0 ? {} : { nodeArguments };
}

function kindOf(target: TargetName | ModuleTarget): CellTarget {
  return typeof target === 'object' ? 'module' : target;
}

function withThresholds(
  { thresholds = {} }: Scenario,
  target: TargetName | ModuleTarget,
): Pick<Cell, 'thresholds'> {
  const own = thresholdsOf(thresholds, kindOf(target));
  return Object.keys(own).length === 0 ? {} : { thresholds: own };
}

/**
 * What a cell says about its target. The path of a module counts from the folder of the scenario,
 * and in the cell from the working folder: the same on every machine, and for every process.
 */
function targetOf(
  target: TargetName | ModuleTarget,
  { http, rate }: Scenario,
  file: string,
): Pick<Cell, 'target' | 'module' | 'http' | 'rate'> {
  return {
    ...(typeof target === 'object'
      ? { target: 'module' as const, module: relative('', resolve(dirname(file), target.module)) }
      : { target }),
    ...(target === 'http' && http !== undefined ? { http } : {}),
    ...defined({ rate }),
  };
}
