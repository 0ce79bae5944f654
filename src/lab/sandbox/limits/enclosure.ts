import type { Limits } from '../../config/schema/limits.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { ChildFacts } from '../child/child-facts.ts';
import { parseCpuList } from '../machine/cpu-list.ts';
import { notEnforced } from './limit-control.ts';
import type { LimitReport, LimitState } from './limit-report.ts';
import { type CappedLimits, capLimits, tighterOuter } from './outer-limits.ts';
import {
  type GroupUsage,
  type Launch,
  type LimitGroup,
  type LimitName,
  type LimitStates,
  type Mechanism,
  limitNames,
  nothingCounted,
} from './mechanism.ts';

/** The limits of one child: a group of the best mechanism, and the fallback for what it lacks. */
export interface Enclosure {
  readonly launch: Launch;
  usage(): GroupUsage;
  /** Processes inside; empty where no control group tells. */
  pids(): readonly number[];
  /** The limits, read back once the child told what it sees. */
  report(child: ChildFacts): LimitReport;
  /** Ends what is left inside and removes the group. */
  remove(): Promise<void>;
}

/**
 * Applies limits, each by the first mechanism that can.
 *
 * @throws SandboxError `usage` for limits that make no sense, `environment` if a group cannot be
 *   made although the place for it could be looked at. Nothing is left behind.
 */
export async function enclose(
  limits: Limits,
  mechanisms: readonly Mechanism[],
): Promise<Enclosure> {
  checkLimits(limits);
  const outer = mechanisms.map((one) => one.outer()).reduce(tighterOuter, {});
  const capped = capLimits(limits, outer);
  const groups: LimitGroup[] = [];
  const remove = async (): Promise<void> => {
    for (const group of groups) await group.remove();
  };
  try {
    const owners = applyAll(capped.limits, mechanisms, groups);
    return {
      launch: joinLaunches(groups),
      usage: () => groups.map((group) => group.usage()).reduce(orElse, nothingCounted),
      pids: () => groups.flatMap((group) => group.pids()),
      report: (child) => ({
        ...toReport(limits, owners, child, capped),
        ...(Object.keys(outer).length > 0 && { outer }),
      }),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Makes a group of each mechanism that is needed; tells which group each limit is enforced by. */
function applyAll(
  limits: Limits,
  mechanisms: readonly Mechanism[],
  groups: LimitGroup[],
): ReadonlyMap<LimitName, LimitGroup> {
  const owners = new Map<LimitName, LimitGroup>();
  const enforced = new Set<LimitName>();
  for (const mechanism of mechanisms) {
    const capabilities = mechanism.detect();
    const isLast = mechanism === mechanisms.at(-1);
    const names = limitNames.filter(
      (name) => !enforced.has(name) && (isLast || capabilities[name].isEnforced),
    );
    if (names.length === 0) continue;
    const group = mechanism.create();
    groups.push(group);
    const states = group.apply(limits, names);
    for (const name of names) {
      const isEnforced = (states[name]?.applied ?? null) !== null;
      // What no mechanism enforces keeps the remark of the first that tried.
      if (isEnforced || (states[name] !== undefined && !owners.has(name))) owners.set(name, group);
      if (isEnforced) enforced.add(name);
    }
  }
  return owners;
}

function checkLimits(limits: Limits): void {
  const { memoryBytes, cpus, swapBytes, processes, cpuSet } = limits;
  check('memoryBytes', memoryBytes, Number.isSafeInteger(memoryBytes) && memoryBytes > 0);
  check('cpus', cpus, Number.isFinite(cpus) && cpus > 0);
  if (swapBytes !== undefined) {
    check('swapBytes', swapBytes, Number.isSafeInteger(swapBytes) && swapBytes >= 0);
  }
  if (processes !== undefined) {
    check('processes', processes, Number.isSafeInteger(processes) && processes > 0);
  }
  if (cpuSet !== undefined) parseCpuList(cpuSet);
}

function check(name: keyof Limits, value: number, isRight: boolean): void {
  if (isRight) return;
  const rules = { cpus: 'a number above 0', swapBytes: 'a whole number of 0 or more' };
  const rule = name === 'cpus' || name === 'swapBytes' ? rules[name] : 'a whole number above 0';
  throw new SandboxError('usage', `expected limits.${name} to be ${rule}, got ${value}`);
}

function joinLaunches(groups: readonly LimitGroup[]): Launch {
  const launches = groups.map((group) => group.launch());
  return {
    joinFiles: launches.flatMap((launch) => launch.joinFiles),
    prefix: launches.flatMap((launch) => launch.prefix),
    nodeArguments: launches.flatMap((launch) => launch.nodeArguments),
  };
}

function toReport(
  limits: Limits,
  owners: ReadonlyMap<LimitName, LimitGroup>,
  child: ChildFacts,
  capped: CappedLimits,
): LimitReport {
  const states: LimitStates = Object.fromEntries(
    [...owners].map(([name, group]) => [name, group.readBack(child)[name]]),
  );
  const { memoryBytes, cpus, processes, ...others } = states;
  const { remarks } = capped;
  return {
    asked: limits,
    memoryBytes: asAsked(
      memoryBytes ?? notEnforced(limits.memoryBytes, 'not enforced'),
      limits.memoryBytes,
      remarks.memoryBytes,
    ),
    cpus: asAsked(cpus ?? notEnforced(limits.cpus, 'not enforced'), limits.cpus, remarks.cpus),
    ...(processes && {
      processes: asAsked(processes, limits.processes ?? processes.asked, remarks.processes),
    }),
    ...others,
  };
}

/** What was asked before it was reduced, and why it was. */
function asAsked(state: LimitState, asked: number, reduced = ''): LimitState {
  const isReduced = state.applied !== null && state.mechanism !== 'inherited' && reduced !== '';
  const remarks = [isReduced ? reduced : '', state.remark].filter((text) => text !== '');
  return { ...state, asked, remark: remarks.join('; ') };
}

/** Each counter of the first group that counts it: the control group, then the one around mapswell. */
function orElse(first: GroupUsage, next: GroupUsage): GroupUsage {
  return {
    memoryBytes: first.memoryBytes ?? next.memoryBytes,
    memoryPeakBytes: first.memoryPeakBytes ?? next.memoryPeakBytes,
    oomKills: first.oomKills ?? next.oomKills,
    cpuSeconds: first.cpuSeconds ?? next.cpuSeconds,
    throttledPeriods: first.throttledPeriods ?? next.throttledPeriods,
    throttledMs: first.throttledMs ?? next.throttledMs,
    processesRefused: first.processesRefused ?? next.processesRefused,
  };
}
