import { join } from 'node:path';
import type { Limits } from '../../../config/schema/limits.ts';
import { type FolderActions, readPids, removeGroup } from './cgroup-files.ts';
import { killProcesses } from '../../child/kill-processes.ts';
import type { LimitControl } from '../limit-control.ts';
import type { LimitState } from '../limit-report.ts';
import type { GroupUsage, LimitGroup, LimitName, LimitStates } from '../mechanism.ts';

/** The controls of those limits that are asked and that a group has files for. */
export interface Controls {
  readonly memoryBytes?: LimitControl<number>;
  readonly swapBytes?: LimitControl<number>;
  readonly cpus?: LimitControl<number>;
  readonly cpuSet?: LimitControl<string>;
  readonly processes?: LimitControl<number>;
}

/** What differs between the two versions of control groups. */
export interface CgroupVersion {
  /** Makes what the named limits need and tells how to write and read them. */
  readonly controls: (limits: Limits, names: readonly LimitName[]) => Controls;
  /** Folders to join, in this order; complete once the controls are made. */
  readonly folders: () => readonly string[];
  readonly usage: () => GroupUsage;
  /** Ends all processes at once where the kernel can. */
  readonly kill: () => void;
  readonly actions: FolderActions;
}

/** A control group of either version as a place for one child. */
export function cgroupGroup(version: CgroupVersion): LimitGroup {
  let controls: Controls = {};
  // A child joins all folders before it becomes Node, so that the first lists all processes.
  const pids = (): readonly number[] => version.folders().slice(0, 1).flatMap(readPids);
  return {
    apply(limits, names) {
      controls = version.controls(limits, names);
      return mapControls(controls, (control) => control.enforce());
    },
    readBack: () => mapControls(controls, (control) => control.readBack()),
    launch: () => ({
      joinFiles: version.folders().map((folder) => join(folder, 'cgroup.procs')),
      prefix: [],
      nodeArguments: [],
    }),
    usage: version.usage,
    pids,
    async remove() {
      if (pids().length > 0) version.kill();
      await killProcesses(pids);
      for (const folder of version.folders()) await removeGroup(folder, version.actions);
    },
  };
}

function mapControls(
  { memoryBytes, swapBytes, cpus, cpuSet, processes }: Controls,
  action: <Value>(control: LimitControl<Value>) => LimitState<Value>,
): LimitStates {
  return {
    ...(memoryBytes && { memoryBytes: action(memoryBytes) }),
    ...(swapBytes && { swapBytes: action(swapBytes) }),
    ...(cpus && { cpus: action(cpus) }),
    ...(cpuSet && { cpuSet: action(cpuSet) }),
    ...(processes && { processes: action(processes) }),
  };
}
