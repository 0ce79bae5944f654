import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileErrorReason } from '../primitives/file-error.ts';
import { SandboxError } from '../primitives/sandbox-error.ts';

/** Who holds a folder of results. */
interface Holder {
  readonly pid: number;
  /** Start time of the process in clock ticks since boot: process ids are used again. */
  readonly startTicks: string;
  readonly since: string;
}

/**
 * Takes a folder for one run; returns what gives it back.
 *
 * @throws SandboxError `output` naming the process that holds the folder, or the folder itself where
 * it cannot be written
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, '.lock');
  const holder: Holder = {
    pid: process.pid,
    startTicks: startTicks(process.pid) ?? '',
    since: new Date().toISOString(),
  };
  for (let attempt = 0; attempt < 2; attempt++) {
    if (tryLock(file, holder)) return () => rmSync(file, { force: true });
    const other = readHolder(file);
    if (other !== undefined && startTicks(other.pid) === other.startTicks)
      throw new SandboxError(
        'output',
        `${folder} is in use: process ${other.pid} has been running there since ${other.since}; choose another folder with --out`,
      );
    rmSync(file, { force: true });
  }
  throw new SandboxError('output', `${folder} is in use: another run has just taken it`);
}

function tryLock(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new SandboxError(
      'output',
      `cannot write to the output folder: ${fileErrorReason(error)}`,
      {
        cause: error,
      },
    );
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder: Holder = JSON.parse(readFileSync(file, 'utf8'));
    return holder;
  } catch {
    return undefined;
  }
}

/** Field 22 of `/proc/PID/stat`; the name in field 2 may hold spaces and parentheses. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
