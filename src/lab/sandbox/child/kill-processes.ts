import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { readStartTicks } from '../machine/process-status.ts';

/**
 * Ends processes with SIGKILL until the list of them stays empty; asks again because a process may
 * have forked meanwhile. Gives the pids that were ended.
 *
 * A control group lists a process of a foreign pid namespace as 0, and a signal to 0 would reach
 * this process itself. A process that has ended but was not waited for yet counts as gone.
 */
export async function killProcesses(
  list: () => readonly number[],
  patienceMs = 2000,
): Promise<readonly number[]> {
  const ended = new Set<number>();
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const pids = list().filter(isToEnd);
    if (pids.length === 0 || Date.now() > deadline) return [...ended];
    for (const pid of pids) {
      killQuietly(pid);
      ended.add(pid);
    }
    await wait(5);
  }
}

function isToEnd(pid: number): boolean {
  return pid > 0 && pid !== process.pid && readStartTicks(pid) !== null;
}

/** Sends SIGKILL to a process, or with a negative pid to a group; that it is gone already is fine. */
export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, or not ours.
  }
}
