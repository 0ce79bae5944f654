import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import type { Limits } from '../../config/schema/limits.ts';
import { cgroupV1Usage } from './cgroup/cgroup-v1.ts';
import { CgroupV1Groups, type Controller } from './cgroup/cgroup-v1-groups.ts';
import { cgroupV2Usage } from './cgroup/cgroup-v2.ts';
import { cgroupV2Outer, cgroupV2Root } from './cgroup/cgroup-v2-place.ts';
import type { LimitState, OuterLimit, OuterLimits } from './limit-report.ts';
import type {
  Capability,
  GroupUsage,
  LimitGroup,
  LimitName,
  LimitStates,
  Mechanism,
} from './mechanism.ts';
import { tighterOuter } from './outer-limits.ts';
import { ownGroups } from './cgroup/own-groups.ts';

/** Where the trees are; replaced in tests. */
export interface InheritedOptions {
  /** @default '/sys/fs/cgroup' */
  readonly rootV1?: string;
  /** @default '/sys/fs/cgroup', or its `unified` where version 1 has that place */
  readonly rootV2?: string;
  /** @default '/proc' */
  readonly procRoot?: string;
}

/**
 * The groups around mapswell, where it may make none of its own, as in most containers: what limits
 * mapswell limits its children, all of them together. Nothing is written.
 */
export function inherited(options: InheritedOptions = {}): Mechanism {
  const trees = new OuterTrees(options);
  return {
    name: 'inherited',
    detect: () => {
      const { memoryBytes, cpus, processes } = trees.outer();
      return {
        memoryBytes: capability(memoryBytes),
        swapBytes: capability(),
        cpus: capability(cpus),
        cpuSet: capability(),
        processes: capability(processes),
      };
    },
    outer: () => trees.outer(),
    create: () => createGroup(trees),
  };
}

function capability(outer?: OuterLimit): Capability {
  if (outer === undefined) return { isEnforced: false, remark: '' };
  return { isEnforced: true, remark: togetherRemark(outer.group) };
}

function togetherRemark(group: string): string {
  return `no control group can be made here; the group ${group} limits mapswell and its children together`;
}

function createGroup(trees: OuterTrees): LimitGroup {
  const before = trees.usage();
  let states: LimitStates = {};
  let nodeArguments: readonly string[] = [];
  let highestBytes = 0;
  return {
    apply(limits, names) {
      states = statesOf(limits, names, trees.outer());
      if (states.memoryBytes !== undefined) nodeArguments = [heapArgument(limits)];
      return states;
    },
    readBack() {
      const now = trees.outer();
      const { memoryBytes, cpus, processes } = states;
      return {
        ...(memoryBytes && { memoryBytes: readAgain(memoryBytes, now.memoryBytes) }),
        ...(cpus && { cpus: readAgain(cpus, now.cpus) }),
        ...(processes && { processes: readAgain(processes, now.processes) }),
      };
    },
    launch: () => ({ joinFiles: [], prefix: [], nodeArguments }),
    usage() {
      const now = trees.usage();
      highestBytes = Math.max(highestBytes, now.memoryBytes ?? 0);
      return sinceThen(before, now, highestBytes);
    },
    pids: () => [],
    remove: () => Promise.resolve(),
  };
}

function readAgain(state: LimitState, outer?: OuterLimit): LimitState {
  return { ...state, readBack: outer?.limit ?? null };
}

/** Only limits that hold: a number of CPUs below the outer one is left to the next mechanism. */
function statesOf(limits: Limits, names: readonly LimitName[], outer: OuterLimits): LimitStates {
  const { memoryBytes, cpus, processes } = outer;
  const isWanted = (name: LimitName): boolean => names.includes(name);
  const heap = `; the heap of JavaScript is limited to ${formatLimitBytes(limits.memoryBytes)}`;
  return {
    ...(memoryBytes !== undefined &&
      isWanted('memoryBytes') && { memoryBytes: stateOf(limits.memoryBytes, memoryBytes, heap) }),
    ...(cpus !== undefined &&
      isWanted('cpus') &&
      limits.cpus > cpus.limit - 1e-4 && { cpus: stateOf(limits.cpus, cpus) }),
    ...(processes !== undefined &&
      isWanted('processes') &&
      limits.processes !== undefined && { processes: stateOf(limits.processes, processes) }),
  };
}

function stateOf(asked: number, { limit, group }: OuterLimit, more = ''): LimitState {
  const remark = `${togetherRemark(group)}${more}`;
  return { asked, applied: limit, readBack: limit, mechanism: 'inherited', remark };
}

function heapArgument({ memoryBytes }: Limits): string {
  return `--max-old-space-size=${Math.max(1, Math.floor(memoryBytes / 2 ** 20))}`;
}

function less(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : Math.max(0, now - before);
}

/** The counters since the group was adopted; a peak of before is none of this child. */
function sinceThen(before: GroupUsage, now: GroupUsage, highestBytes: number): GroupUsage {
  const hasRisen = (now.memoryPeakBytes ?? 0) > (before.memoryPeakBytes ?? Infinity);
  return {
    memoryBytes: now.memoryBytes,
    memoryPeakBytes: hasRisen
      ? now.memoryPeakBytes
      : now.memoryBytes === null
        ? null
        : highestBytes,
    oomKills: less(now.oomKills, before.oomKills),
    // Mapswell and all its children: not that of one child.
    cpuSeconds: null,
    throttledPeriods: less(now.throttledPeriods, before.throttledPeriods),
    throttledMs: less(now.throttledMs, before.throttledMs),
    processesRefused: less(now.processesRefused, before.processesRefused),
  };
}

/** Both versions' groups around this process. */
class OuterTrees {
  readonly #options: InheritedOptions;
  readonly #v1: CgroupV1Groups;

  constructor(options: InheritedOptions) {
    this.#options = options;
    this.#v1 = new CgroupV1Groups(options.rootV1 ?? '/sys/fs/cgroup', this.#procRoot);
  }

  outer(): OuterLimits {
    return tighterOuter(this.#v1.outer(), cgroupV2Outer(this.#rootV2, this.#procRoot));
  }

  /** Peak, throttling and refusals of the groups that limit, kills in the own one. */
  usage(): GroupUsage {
    const { memoryBytes, cpus, processes } = this.outer();
    const memory = this.#usageOf('memory', memoryBytes);
    const own = this.#usageOf('memory', memoryBytes && { ...memoryBytes, group: '' });
    const cpu = this.#usageOf('cpu', cpus);
    return {
      memoryBytes: memory?.memoryBytes ?? null,
      memoryPeakBytes: memory?.memoryPeakBytes ?? null,
      oomKills: own?.oomKills ?? null,
      cpuSeconds: null,
      throttledPeriods: cpu?.throttledPeriods ?? null,
      throttledMs: cpu?.throttledMs ?? null,
      processesRefused: this.#usageOf('pids', processes)?.processesRefused ?? null,
    };
  }

  /** Of the group that a limit names, or of the own one where none of those that can be seen has it. */
  #usageOf(controller: Controller, limit?: OuterLimit): GroupUsage | null {
    if (limit === undefined) return null;
    const isFirst = limit.mechanism === 'cgroup-v1';
    const groups = isFirst
      ? this.#v1.groups(controller)
      : ownGroups(this.#rootV2, null, this.#procRoot);
    const group = groups.find(({ name }) => name === limit.group) ?? groups[0];
    if (group === undefined) return null;
    return isFirst
      ? cgroupV1Usage(new Map([[controller, group.folder]]))
      : cgroupV2Usage(group.folder);
  }

  get #procRoot(): string {
    return this.#options.procRoot ?? '/proc';
  }

  get #rootV2(): string {
    return this.#options.rootV2 ?? cgroupV2Root();
  }
}
