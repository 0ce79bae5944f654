import { cpus, release } from 'node:os';
import process from 'node:process';
import { cgroupV1 } from '../limits/cgroup/cgroup-v1.ts';
import { cgroupV2 } from '../limits/cgroup/cgroup-v2.ts';
import { type ClockCost, clockCost } from './clock-cost.ts';
import { fallback } from '../limits/fallback.ts';
import { findProgram } from './find-program.ts';
import { deathSignalPrefix } from '../program/launch-command.ts';
import { inherited } from '../limits/inherited.ts';
import type { LimitMechanism, OuterLimits } from '../limits/limit-report.ts';
import { tighterOuter } from '../limits/outer-limits.ts';
import type { LimitAbility } from './limit-ability.ts';
import { machineAdvice } from './machine-advice.ts';
import { type MachineConditions, machineConditions } from './machine-conditions.ts';
import { machineCpus } from './machine-cpus.ts';
import {
  type Capabilities,
  limitNames,
  type LimitName,
  type Mechanism,
} from '../limits/mechanism.ts';
import { whyUnusable } from '../limits/usable-mechanisms.ts';

/** Everything that can be told of this machine without a measurement of more than a moment. */
export interface MachineInspection {
  readonly cpuModel: string;
  /** CPUs that this process may use. */
  readonly cpus: number;
  readonly platform: string;
  readonly osRelease: string;
  readonly node: string;
  readonly v8: string;
  readonly limits: readonly LimitAbility[];
  /** What a container, a batch system or a service manager around mapswell allows to all in it. */
  readonly outer: OuterLimits;
  /** Who ends a child when its parent is killed. */
  readonly parentDeathSeenBy: 'kernel' | 'thread';
  readonly clock: ClockCost;
  readonly conditions: MachineConditions;
  /** What to change, one sentence each; empty where there is nothing to change. */
  readonly advice: readonly string[];
}

/** Mechanisms to look at, the best first; replaced in tests. */
export interface InspectOptions {
  readonly controlGroups?: readonly Mechanism[];
  readonly fallback?: Mechanism;
}

/**
 * Looks at this machine: what it can enforce, by really making and joining a control group, what its
 * clocks cost, and what to change.
 */
export async function inspectMachine(options: InspectOptions = {}): Promise<MachineInspection> {
  const controlGroups = options.controlGroups ?? [cgroupV2(), cgroupV1(), inherited()];
  const limits = await limitAbilities(controlGroups, options.fallback ?? fallback());
  const conditions = machineConditions();
  const cpuCount = machineCpus().length;
  const hasDeathSignal = deathSignalPrefix().length > 0;
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: cpuCount,
    platform: process.platform,
    osRelease: release(),
    node: process.versions.node,
    v8: process.versions.v8,
    limits,
    outer: controlGroups.map((one) => one.outer()).reduce(tighterOuter, {}),
    parentDeathSeenBy: hasDeathSignal ? 'kernel' : 'thread',
    clock: clockCost(),
    conditions,
    advice: machineAdvice({
      limits,
      conditions,
      cpus: cpuCount,
      isRoot: process.getuid?.() === 0,
      hasDeathSignal,
      hasTaskset: findProgram('taskset') !== null,
    }),
  };
}

/** What one mechanism says of each limit, and why it cannot be used, if it cannot. */
interface Finding {
  readonly mechanism: Mechanism;
  readonly capabilities: Capabilities;
  readonly problem: string | null;
}

async function limitAbilities(
  mechanisms: readonly Mechanism[],
  last: Mechanism,
): Promise<readonly LimitAbility[]> {
  const groups: Finding[] = [];
  for (const mechanism of mechanisms) {
    const capabilities = mechanism.detect();
    groups.push({ mechanism, capabilities, problem: await whyUnusable(mechanism) });
  }
  return limitNames.map((limit) => abilityOf(limit, groups, last.detect()));
}

function abilityOf(limit: LimitName, groups: readonly Finding[], last: Capabilities): LimitAbility {
  const usable = groups.find(
    ({ capabilities, problem }) => problem === null && capabilities[limit].isEnforced,
  );
  if (usable !== undefined) {
    const { remark } = usable.capabilities[limit];
    return { limit, mechanism: groupName(usable.mechanism), remark };
  }
  const reasons = groups.map(({ capabilities, problem }) =>
    capabilities[limit].isEnforced ? (problem ?? '') : capabilities[limit].remark,
  );
  const { isEnforced, remark } = last[limit];
  return {
    limit,
    mechanism: isEnforced ? fallbackMechanism(limit) : 'none',
    remark: [remark, ...reasons].filter((text) => text !== '').join('; '),
  };
}

function groupName({ name }: Mechanism): LimitMechanism {
  return name === 'fallback' ? 'none' : name;
}

function fallbackMechanism(limit: LimitName): LimitMechanism {
  return limit === 'memoryBytes' ? 'v8-heap' : 'affinity';
}
