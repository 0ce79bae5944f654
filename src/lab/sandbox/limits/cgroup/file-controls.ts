import { join } from 'node:path';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { Limits } from '../../../config/schema/limits.ts';
import { capCpuSet, capCpus } from '../../machine/machine-cpus.ts';
import { LimitControl } from '../limit-control.ts';
import { type FolderActions, readControl, readCount, writeControl } from './cgroup-files.ts';
import { cpuQuota } from './cpu-quota.ts';

// What both versions of control groups write in the same way.

type GroupMechanism = 'cgroup-v1' | 'cgroup-v2';

/** @throws SandboxError `environment` where the kernel refuses */
export function makeGroupFolder(folder: string, actions: FolderActions): void {
  try {
    actions.make(folder);
  } catch (error) {
    throw new SandboxError('environment', `cannot make the control group ${folder}`, {
      cause: error,
    });
  }
}

/** A limit that is one whole number in one file. */
export function countControl(
  mechanism: GroupMechanism,
  file: string,
  asked: number,
): LimitControl<number> {
  return new LimitControl({
    asked,
    applied: asked,
    remark: '',
    mechanism,
    write: (count) => writeControl(file, String(count)),
    read: () => readCount(file),
  });
}

/** The CPUs of a group. A group of version 1 needs its memory nodes before. */
export function cpuSetControl(
  mechanism: GroupMechanism,
  folder: string,
  asked: string,
  cpus: readonly number[],
): LimitControl<string> {
  const { applied, remark } = capCpuSet(asked, cpus);
  const file = join(folder, 'cpuset.cpus');
  return new LimitControl({
    asked,
    applied,
    remark,
    mechanism,
    write: (set) => writeControl(file, set),
    read: () => readControl(file),
  });
}

/** How each version writes and reads a quota. */
export interface QuotaFiles {
  /** @returns the code of the error, or `null` */
  readonly write: (quotaUs: number) => string | null;
  /** CPUs */
  readonly read: () => number | null;
}

/** CPU time, no more than the machine has. */
export function cpuControl(
  mechanism: GroupMechanism,
  limits: Limits,
  cpus: readonly number[],
  files: QuotaFiles,
): LimitControl<number> {
  const capped = capCpus(limits.cpus, cpus.length);
  const quota = cpuQuota(capped.applied);
  return new LimitControl({
    asked: limits.cpus,
    applied: quota.cpus,
    remark: capped.remark || quota.remark,
    mechanism,
    write: () => files.write(quota.quotaUs),
    read: files.read,
  });
}
