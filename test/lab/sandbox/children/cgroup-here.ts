import type { ExecutionContext } from 'ava';
import { cgroupV1 } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import { cgroupV2 } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-v2.ts';
import type { LimitName, Mechanism } from '../../../../src/lab/sandbox/limits/mechanism.ts';
import { whyUnusable } from '../../../../src/lab/sandbox/limits/usable-mechanisms.ts';
import { skipLoudly } from '../../../support/skip-loudly.ts';

/** The control groups that really work on this machine, and why the others do not. */
async function findHere(): Promise<{ mechanism: Mechanism | null; reasons: string[] }> {
  const reasons: string[] = [];
  for (const mechanism of [cgroupV2(), cgroupV1()]) {
    const reason = await whyUnusable(mechanism);
    if (reason === null) return { mechanism, reasons };
    reasons.push(reason);
  }
  return { mechanism: null, reasons };
}

const here = await findHere();

/** For titles: what a test of real limits runs on. */
export const cgroupHere: string = `really under ${here.mechanism?.name ?? 'no control group'}`;

/** The mechanism, if it enforces this limit here; else skips, or fails where all must run. */
export function needCgroup(t: ExecutionContext, limit: LimitName): readonly Mechanism[] | null {
  const { mechanism } = here;
  if (mechanism?.detect()[limit].isEnforced) return [mechanism];
  skipLoudly(t, mechanism?.detect()[limit].remark ?? here.reasons.join('; '));
  return null;
}
