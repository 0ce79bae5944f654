import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { cgroupV1 } from './cgroup-v1.ts';
import { cgroupV2 } from './cgroup-v2.ts';
import { enclose } from './enclosure.ts';
import { fallback } from './fallback.ts';
import { joinArguments } from '../child/launch-command.ts';
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

async function findUsable(): Promise<readonly Mechanism[]> {
  const usable: Mechanism[] = [];
  for (const mechanism of process.platform === 'linux' ? [cgroupV2(), cgroupV1()] : []) {
    if ((await whyUnusable(mechanism)) === null) usable.push(mechanism);
  }
  return [...usable, fallback()];
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
