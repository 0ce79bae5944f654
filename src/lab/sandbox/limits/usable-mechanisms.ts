import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { cgroupV1 } from './cgroup/cgroup-v1.ts';
import { cgroupV2 } from './cgroup/cgroup-v2.ts';
import { enclose } from './enclosure.ts';
import { fallback } from './fallback.ts';
import { inherited } from './inherited.ts';
import { joinArguments } from '../program/launch-command.ts';
import type { OuterLimits } from './limit-report.ts';
import type { Mechanism } from './mechanism.ts';

let known: Promise<readonly Mechanism[]> | undefined;

/**
 * The mechanisms that work here, the best first; the last is the fallback. A control group that can
 * be made but not joined is none, so each is tried once, with a process that does nothing.
 */
export function usableMechanisms(): Promise<readonly Mechanism[]> {
  known ??= findUsable();
  return known;
}

/** Whether a control group of its own holds the memory of a child here. */
export async function isMemoryHeld(): Promise<boolean> {
  const usable = await usableMechanisms();
  return usable.some((one) => one.name.startsWith('cgroup') && one.detect().memoryBytes.isEnforced);
}

let knownOuter: OuterLimits | undefined;

/** What the groups around this process allow, as it was when first asked: the same all through a run. */
export function outerLimitsHere(): OuterLimits {
  knownOuter ??= process.platform === 'linux' ? inherited().outer() : {};
  return knownOuter;
}

async function findUsable(): Promise<readonly Mechanism[]> {
  if (process.platform !== 'linux') return [fallback()];
  const usable: Mechanism[] = [];
  for (const mechanism of [cgroupV2(), cgroupV1()]) {
    if ((await whyUnusable(mechanism)) === null) usable.push(mechanism);
  }
  return [...usable, inherited(), fallback()];
}

/** Why no child can come into the limits of this mechanism; `null` if one can. */
export async function whyUnusable(mechanism: Mechanism): Promise<string | null> {
  const { memoryBytes, cpus } = mechanism.detect();
  if (!memoryBytes.isEnforced && !cpus.isEnforced) return memoryBytes.remark;
  try {
    const enclosure = await enclose({ memoryBytes: 2 ** 30, cpus: 1 }, [mechanism]);
    const command = joinArguments(enclosure.launch.joinFiles, ['/bin/sh', '-c', 'exit 0']);
    const trial = spawnSync('/bin/sh', command, { encoding: 'utf8' });
    await enclosure.remove();
    return trial.status === 0 ? null : trial.stderr.trim();
  } catch (error) {
    if (error instanceof SandboxError) return error.message;
    throw error;
  }
}
