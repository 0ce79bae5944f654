import { cpus } from 'node:os';
import { formatCpuList, parseCpuList } from './cpu-list.ts';
import { readAllowedCpus } from './process-status.ts';

/** The CPUs this process may use, and so the most that a child may get. */
export function machineCpus(procRoot = '/proc'): readonly number[] {
  const allowed = readAllowedCpus('self', procRoot);
  return allowed === null ? cpus().map((_cpu, i) => i) : parseCpuList(allowed);
}

/** A number of CPUs, at most what the machine has, and the sentence that says so. */
export function capCpus(asked: number, available: number): { applied: number; remark: string } {
  if (asked <= available) return { applied: asked, remark: '' };
  return { applied: available, remark: `${asked} asked, this machine has ${available}` };
}

/** A list of CPUs without those the machine lacks; `null` if none is left. */
export function capCpuSet(
  asked: string,
  available: readonly number[],
): { applied: string | null; remark: string } {
  const wanted = parseCpuList(asked);
  const present = wanted.filter((cpu) => available.includes(cpu));
  const remark =
    present.length === wanted.length
      ? ''
      : `${asked} asked, this machine has ${formatCpuList(available)}`;
  return { applied: present.length === 0 ? null : formatCpuList(present), remark };
}
