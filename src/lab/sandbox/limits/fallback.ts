import type { Limits } from '../../config/schema/limits.ts';
import type { ChildFacts } from '../child/child-facts.ts';
import { formatCpuList, parseCpuList } from '../machine/cpu-list.ts';
import { findProgram } from '../machine/find-program.ts';
import { notEnforced } from './limit-control.ts';
import type { LimitState } from './limit-report.ts';
import { capCpuSet, capCpus, machineCpus } from '../machine/machine-cpus.ts';
import {
  type Capabilities,
  type LimitGroup,
  type LimitName,
  type LimitStates,
  type Mechanism,
  nothingCounted,
} from './mechanism.ts';

const heapRemark =
  'only the heap of JavaScript is limited; WebAssembly memory and buffers are not, the arena has a maximum of its own';
const swapRemark = 'not enforced: only a control group that accounts for swap can limit it';
const processesRemark =
  'not enforced: only a control group with the controller pids can limit processes';
const noTasksetRemark = 'not enforced: there is no control group, and taskset was not found';

/** What this machine has; replaced in tests. */
export interface FallbackOptions {
  readonly taskset?: string | null;
  readonly cpus?: readonly number[];
}

/**
 * What is left without a control group: the maximum of V8's heap, and whole CPUs by affinity. Needs
 * no rights.
 */
export function fallback(options: FallbackOptions = {}): Mechanism {
  const taskset = options.taskset === undefined ? findProgram('taskset') : options.taskset;
  const cpus = options.cpus ?? machineCpus();
  return {
    name: 'fallback',
    detect: () => detect(taskset),
    outer: () => ({}),
    create: () => createGroup(taskset, cpus),
  };
}

function detect(taskset: string | null): Capabilities {
  const isBound = taskset !== null;
  return {
    memoryBytes: { isEnforced: true, remark: heapRemark },
    swapBytes: { isEnforced: false, remark: swapRemark },
    cpus: { isEnforced: isBound, remark: isBound ? 'whole CPUs only' : noTasksetRemark },
    cpuSet: { isEnforced: isBound, remark: isBound ? '' : noTasksetRemark },
    processes: { isEnforced: false, remark: processesRemark },
  };
}

/** The group is nothing but arguments: it holds no process and has nothing to remove. */
function createGroup(taskset: string | null, cpus: readonly number[]): LimitGroup {
  let prefix: readonly string[] = [];
  let nodeArguments: readonly string[] = [];
  let states: LimitStates = {};
  return {
    apply(limits, names) {
      const allowed = allowedCpus(limits, cpus);
      states = pick(names, {
        ...memoryStates(limits),
        ...(taskset === null ? unboundStates(limits) : boundStates(limits, cpus)),
      });
      const bound = states.cpus?.applied ?? (states.cpuSet?.applied ? allowed.length : 0);
      prefix = bound && taskset ? [taskset, '-c', formatCpuList(allowed.slice(0, bound))] : [];
      const heapBytes = states.memoryBytes?.applied;
      nodeArguments = heapBytes ? [`--max-old-space-size=${heapBytes / 2 ** 20}`] : [];
      return states;
    },
    readBack: (child) => readBack(states, child),
    launch: () => ({ joinFiles: [], prefix, nodeArguments }),
    usage: () => nothingCounted,
    pids: () => [],
    remove: () => Promise.resolve(),
  };
}

function pick(names: readonly LimitName[], states: LimitStates): LimitStates {
  return Object.fromEntries(names.map((name) => [name, states[name]]).filter(([, state]) => state));
}

/** The CPUs of the asked set, or all of the machine if that leaves none. */
function allowedCpus(limits: Limits, cpus: readonly number[]): readonly number[] {
  const set = limits.cpuSet === undefined ? null : capCpuSet(limits.cpuSet, cpus).applied;
  return set === null ? cpus : parseCpuList(set);
}

function memoryStates(limits: Limits): LimitStates {
  const mebibytes = Math.max(1, Math.floor(limits.memoryBytes / 2 ** 20));
  return {
    memoryBytes: {
      asked: limits.memoryBytes,
      applied: mebibytes * 2 ** 20,
      readBack: null,
      mechanism: 'v8-heap',
      remark: heapRemark,
    },
    swapBytes: notEnforced(limits.swapBytes ?? 0, swapRemark),
    ...(limits.processes !== undefined && {
      processes: notEnforced(limits.processes, processesRemark),
    }),
  };
}

function unboundStates(limits: Limits): LimitStates {
  return {
    cpus: notEnforced(limits.cpus, noTasksetRemark),
    ...(limits.cpuSet !== undefined && { cpuSet: notEnforced(limits.cpuSet, noTasksetRemark) }),
  };
}

function boundStates(limits: Limits, cpus: readonly number[]): LimitStates {
  const { applied, remark } = capCpus(limits.cpus, allowedCpus(limits, cpus).length);
  const whole = Math.ceil(applied);
  return {
    cpus: {
      asked: limits.cpus,
      applied: whole,
      readBack: null,
      mechanism: 'affinity',
      remark:
        whole === applied ? remark : `${limits.cpus} asked, ${whole} applied: whole CPUs only`,
    },
    ...(limits.cpuSet !== undefined && { cpuSet: boundSet(limits.cpuSet, cpus) }),
  };
}

function boundSet(asked: string, cpus: readonly number[]): LimitState<string> {
  const { applied, remark } = capCpuSet(asked, cpus);
  return {
    asked,
    applied,
    readBack: null,
    mechanism: applied === null ? 'none' : 'affinity',
    remark,
  };
}

/** V8 adds room for young objects to the maximum it was given, so that it reads back higher. */
function readBack(states: LimitStates, child: ChildFacts): LimitStates {
  const { memoryBytes, cpus, cpuSet } = states;
  const seen = child.cpuSet ?? null;
  return {
    ...states,
    ...(memoryBytes?.mechanism === 'v8-heap' && {
      memoryBytes: { ...memoryBytes, readBack: child.heapLimitBytes ?? null },
    }),
    ...(cpus?.mechanism === 'affinity' && {
      cpus: { ...cpus, readBack: seen === null ? null : parseCpuList(seen).length },
    }),
    ...(cpuSet?.mechanism === 'affinity' && { cpuSet: { ...cpuSet, readBack: seen } }),
  };
}
