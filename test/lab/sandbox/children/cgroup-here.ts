import process from 'node:process';
import type { ExecutionContext } from 'ava';
import { cgroupV1 } from '../../../../src/lab/sandbox/limits/cgroup-v1.ts';
import { cgroupV2 } from '../../../../src/lab/sandbox/limits/cgroup-v2.ts';
import type { LimitName, Mechanism } from '../../../../src/lab/sandbox/limits/mechanism.ts';
import { whyUnusable } from '../../../../src/lab/sandbox/limits/usable-mechanisms.ts';

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
  skip(t, mechanism?.detect()[limit].remark ?? here.reasons.join('; '));
  return null;
}

/** Skips loudly, or fails under `MAPSWELL_REQUIRE_ALL=1`. */
export function skip(t: ExecutionContext, reason: string): void {
  t.log(`skipped: ${reason}`);
  if (process.env['MAPSWELL_REQUIRE_ALL'] === '1') t.fail(`must not be skipped: ${reason}`);
  else t.pass();
}
