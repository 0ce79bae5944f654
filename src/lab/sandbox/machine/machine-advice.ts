import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import type { LimitAbility } from './limit-ability.ts';
import type { MachineConditions } from './machine-conditions.ts';

/** What is known of a machine when advice is asked for. */
export interface AdviceFacts {
  readonly limits: readonly LimitAbility[];
  readonly conditions: MachineConditions;
  readonly cpus: number;
  readonly isRoot: boolean;
  /** Whether the kernel ends the children of a killed parent. */
  readonly hasDeathSignal: boolean;
  readonly hasTaskset: boolean;
}

/** What to change on this machine so that limits hold and figures are steady, one sentence each. */
export function machineAdvice(facts: AdviceFacts): readonly string[] {
  return [...limitAdvice(facts), ...steadinessAdvice(facts)];
}

function limitAdvice({ limits, isRoot, hasDeathSignal, hasTaskset }: AdviceFacts): string[] {
  const advice: string[] = [];
  const remarks = limits
    .filter(({ mechanism }) => !isCgroup(mechanism))
    .map((limit) => limit.remark);
  if (
    remarks.some((remark) => remark.includes('not delegated') || remark.includes('no group above'))
  ) {
    advice.push(
      'Let systemd hand the controllers down to users: put "[Service]" and "Delegate=cpu cpuset memory pids" into /etc/systemd/system/user@.service.d/delegate.conf, log in again, and start mapswell by "systemd-run --user --scope".',
    );
  }
  if (remarks.some((remark) => remark.includes('not writable')) && !isRoot) {
    advice.push('Run mapswell as root: control groups of version 1 are made by root only.');
  }
  if (remarks.some((remark) => remark.includes('not writable')) && isRoot) {
    advice.push(
      'Make /sys/fs/cgroup writable: in a container that takes --privileged, or a mount of it that is not read-only.',
    );
  }
  if (remarks.some((remark) => remark.includes('swapaccount'))) {
    advice.push('Start the kernel with swapaccount=1, or switch swap off by "swapoff -a".');
  }
  if (!hasTaskset) advice.push('Install util-linux: taskset binds CPUs without a control group.');
  if (!hasDeathSignal) {
    advice.push(
      'Install util-linux 2.33 or newer: setpriv lets the kernel end the children of a mapswell that was killed; a thread of the child does it now.',
    );
  }
  return advice;
}

function isCgroup(mechanism: string): boolean {
  return mechanism === 'cgroup-v1' || mechanism === 'cgroup-v2';
}

const defaultCpus = 4;
const defaultMemoryBytes = 2 * 1024 ** 3;

function steadinessAdvice({ conditions, cpus }: AdviceFacts): string[] {
  const { load, governor, stealPercent, freeMemoryBytes, cpuPressurePercent } = conditions;
  const advice: string[] = [];
  if (cpus < defaultCpus) {
    advice.push(
      `Use a machine with ${defaultCpus} CPUs for the default limits: this one has ${cpus}, and more are capped to that.`,
    );
  }
  if (freeMemoryBytes < defaultMemoryBytes) {
    advice.push(
      `Free some memory or lower the limit: ${formatBytes(freeMemoryBytes)} are free, less than the default limit of 2 GiB.`,
    );
  }
  if (load > cpus / 2 || (cpuPressurePercent ?? 0) > 10) {
    advice.push(
      `Stop other work: ${load.toFixed(1)} tasks wanted to run on ${cpus} CPUs in the last minute${cpuPressurePercent === null ? '' : `, and some waited ${cpuPressurePercent.toFixed(0)} % of the last ten seconds`}.`,
    );
  }
  if (governor !== null && governor !== 'performance') {
    advice.push(
      `Set the scaling governor to performance ("cpupower frequency-set -g performance"): it is ${governor}, so the CPU changes its speed while it is measured.`,
    );
  }
  if ((stealPercent ?? 0) > 1) {
    advice.push(
      `Use a machine of your own for timed figures: the host gave ${stealPercent?.toFixed(1)} % of the CPU time to others.`,
    );
  }
  return advice;
}
