import process from 'node:process';
import type { LiveProcess } from './live-map.ts';

/** The process that this code runs in, as the one that holds live maps. */
export function thisProcess(who: Pick<LiveProcess, 'name' | 'runtime' | 'version'>): LiveProcess {
  const limitBytes = process.constrainedMemory();
  // Without a limit control groups say 0 or the largest number of pages that there is.
  const isLimited = limitBytes > 0 && limitBytes <= Number.MAX_SAFE_INTEGER;
  return { pid: process.pid, ...who, limitBytes: isLimited ? limitBytes : null };
}
