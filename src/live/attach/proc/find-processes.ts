import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileNameOf } from './process-identity.ts';

/**
 * The ids of all processes whose executable has that file name, this one left out, lowest first.
 * A process whose executable cannot be seen counts by the name that the kernel keeps for it.
 */
export function findProcesses(executableName: string): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && nameOf(pid, executableName) === executableName)
    .toSorted((a, b) => a - b);
}

const keptNameLength = 15;

function nameOf(pid: number, wanted: string): string | null {
  try {
    return fileNameOf(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    const kept = keptName(pid);
    return kept === wanted.slice(0, keptNameLength) ? wanted : kept;
  }
}

function keptName(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return null;
  }
}
