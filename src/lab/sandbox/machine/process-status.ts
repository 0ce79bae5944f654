import { readFileSync } from 'node:fs';

/** High-water mark of the resident size, bytes; `null` where the process or `/proc` is not there. */
export function readPeakRss(pid: number | 'self', procRoot = '/proc'): number | null {
  const kibibytes = readField(pid, 'VmHWM', procRoot);
  return kibibytes === null ? null : Number.parseInt(kibibytes, 10) * 1024;
}

/** CPUs that a process may use, as a list such as `0-1,3`; `null` where that cannot be read. */
export function readAllowedCpus(pid: number | 'self', procRoot = '/proc'): string | null {
  return readField(pid, 'Cpus_allowed_list', procRoot);
}

/**
 * Start of a process in clock ticks since the machine started; `null` if there is no such process.
 * With the pid it names a process for good, as pids are used again. A process that has ended and
 * was not yet waited for counts as gone.
 */
export function readStartTicks(pid: number | 'self', procRoot = '/proc'): string | null {
  try {
    const stat = readFileSync(`${procRoot}/${pid}/stat`, 'utf8');
    // The name, in brackets, may itself hold brackets and blanks; fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0] ?? '';
    return state === 'Z' || state === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function readField(pid: number | 'self', name: string, procRoot: string): string | null {
  try {
    const status = readFileSync(`${procRoot}/${pid}/status`, 'utf8');
    const line = status.split('\n').find((text) => text.startsWith(`${name}:`));
    return line === undefined ? null : line.slice(name.length + 1).trim();
  } catch {
    return null;
  }
}
