import type { Limits } from '../config/limits.ts';
import { SandboxError } from '../primitives/sandbox-error.ts';
import type { ChildFacts } from './child-facts.ts';
import type { LimitReport, LimitState } from './limit-report.ts';
import {
  type Launch,
  type LimitGroup,
  type LimitStates,
  type Mechanism,
  limitNames,
} from './mechanism.ts';

/** The limits of one child: a group of the best mechanism, and the fallback for what it lacks. */
export interface Enclosure {
  readonly launch: Launch;
  readonly group: LimitGroup;
  /** The limits, read back once the child told what it sees. */
  report(child: ChildFacts): LimitReport;
}

/**
 * Applies limits by the first mechanism that can, each limit on its own.
 *
 * @throws SandboxError `usage` for limits that make no sense, `environment` if the group cannot be
 *   made although it could be looked at.
 */
export function enclose(limits: Limits, mechanisms: readonly Mechanism[]): Enclosure {
  checkLimits(limits);
  const groups: LimitGroup[] = [];
  const states: LimitStates = {};
  let missing = [...limitNames];
  for (const mechanism of mechanisms) {
    const capabilities = mechanism.detect();
    const isLast = mechanism === mechanisms.at(-1);
    const names = missing.filter((name) => isLast || capabilities[name].isEnforced);
    if (names.length === 0) continue;
    const group = mechanism.create();
    groups.push(group);
    Object.assign(states, group.apply(limits, names));
    missing = missing.filter((name) => !names.includes(name));
  }
  return {
    launch: joinLaunches(groups),
    group: joinGroups(groups),
    report: (child) => toReport(limits, readBackAll(groups, states, child)),
  };
}

function checkLimits(limits: Limits): void {
  const { memoryBytes, cpus, swapBytes, processes } = limits;
  check('memoryBytes', memoryBytes, Number.isSafeInteger(memoryBytes) && memoryBytes > 0);
  check('cpus', cpus, Number.isFinite(cpus) && cpus > 0);
  if (swapBytes !== undefined) {
    check('swapBytes', swapBytes, Number.isSafeInteger(swapBytes) && swapBytes >= 0);
  }
  if (processes !== undefined) {
    check('processes', processes, Number.isSafeInteger(processes) && processes > 0);
  }
}

function check(name: keyof Limits, value: number, isRight: boolean): void {
  if (isRight) return;
  const rule = name === 'cpus' ? 'a number above 0' : 'a whole number above 0';
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

function readBackAll(
  groups: readonly LimitGroup[],
  states: LimitStates,
  child: ChildFacts,
): LimitStates {
  return groups.reduce((current, group) => group.readBack(current, child), states);
}

function toReport(limits: Limits, states: LimitStates): LimitReport {
  const { memoryBytes, cpus, ...others } = states;
  return {
    asked: limits,
    memoryBytes: memoryBytes ?? unenforced(limits.memoryBytes),
    cpus: cpus ?? unenforced(limits.cpus),
    ...others,
  };
}

function unenforced(asked: number): LimitState {
  return { asked, applied: null, readBack: null, mechanism: 'none', remark: 'not enforced' };
}

/** The first group is the control group, if there is one; the fallback counts nothing. */
function joinGroups(groups: readonly LimitGroup[]): LimitGroup {
  const [first] = groups;
  if (first === undefined) throw new SandboxError('internal', 'no mechanism to limit a child by');
  return first;
}
