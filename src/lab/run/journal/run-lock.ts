import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileErrorCode, fileErrorReason } from '../../../base/primitives/file-error.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';

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
  const own = join(folder, `.lock.${process.pid}`);
  const holder: Holder = {
    pid: process.pid,
    startTicks: startTicks(process.pid) ?? '',
    since: new Date().toISOString(),
  };
  try {
    write(own, holder);
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (tryLink(own, file)) return () => rmSync(file, { force: true });
      const other = readHolder(file);
      if (other !== undefined && isAlive(other)) throw inUse(folder, other);
      takeAside(file, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new SandboxError('output', `${folder} is in use: another run has just taken it`);
}

const attempts = 3;

function inUse(folder: string, { pid, since }: Holder): SandboxError {
  return new SandboxError(
    'output',
    `${folder} is in use: process ${pid} has been running there since ${since}; choose another folder with --out`,
  );
}

function write(own: string, holder: Holder): void {
  try {
    writeFileSync(own, JSON.stringify(holder));
  } catch (error) {
    throw new SandboxError(
      'output',
      `cannot write to the output folder: ${fileErrorReason(error)}`,
      { cause: error },
    );
  }
}

/** A link appears with its content: nobody ever reads a lock that is half written. */
function tryLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(fileErrorCode(error)))
      throw new SandboxError(
        'output',
        `cannot write to the output folder: ${fileErrorReason(error)}`,
        { cause: error },
      );
  }
  // A file system without links.
  try {
    copyFileSync(own, file, constants.COPYFILE_EXCL);
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes the lock of a process that is gone. Between reading and removing another run may have put
 * its own there: what was taken aside is looked at again, and put back if its holder lives.
 */
function takeAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    // Somebody else has removed it.
    return;
  }
  const taken = readHolder(aside);
  if (taken !== undefined && isAlive(taken)) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function isAlive({ pid, startTicks: ticks }: Holder): boolean {
  return startTicks(pid) === ticks;
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
