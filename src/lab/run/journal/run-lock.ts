import { randomBytes } from 'node:crypto';
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
import { fileErrorCode, fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import {
  type ProcessOrigin,
  standingOf,
  thisProcessOrigin,
} from '../../sandbox/machine/process-origin.ts';

/** Who holds a folder of results. */
interface Holder extends ProcessOrigin {
  readonly since: string;
}

/** Gives a folder back. @param place where it lies now, if it was moved */
export type GiveBack = (place?: string) => void;

/**
 * Takes a folder for one run; returns what gives it back. The folder may lie on a file system that
 * several machines or containers share: a lock of another one stands until somebody removes it.
 *
 * @throws SandboxError `output` naming the process that holds the folder, or the folder itself where
 * it cannot be written
 */
export function lockFolder(folder: string): GiveBack {
  const file = join(folder, '.lock');
  const holder: Holder = { ...thisProcessOrigin(), since: new Date().toISOString() };
  // Two containers may well have the same pid.
  const own = join(folder, `.lock.${holder.pid}.${randomBytes(6).toString('hex')}`);
  try {
    write(own, holder);
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (tryLink(own, file)) return (place = folder) => giveBack(join(place, '.lock'), holder);
      const other = readHolder(file);
      if (other !== undefined && standingOf(other) !== 'gone') throw inUse(folder, other);
      takeAside(file, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new SandboxError('output', `${folder} is in use: another run has just taken it`);
}

const attempts = 3;

function inUse(folder: string, holder: Holder): SandboxError {
  const { pid, since, host } = holder;
  if (standingOf(holder) === 'unknown')
    return new SandboxError(
      'output',
      `${folder} is in use: process ${pid} ${whereElse(holder)} has held it since ${since}, and whether it still runs cannot be seen from here; choose another folder with --out, or remove ${join(folder, '.lock')} once the run on ${host} has ended`,
    );
  return new SandboxError(
    'output',
    `${folder} is in use: process ${pid} has been running there since ${since}; choose another folder with --out`,
  );
}

function whereElse({ host, bootId }: Holder): string {
  const here = thisProcessOrigin();
  if (host !== here.host) return `on the host ${host}`;
  return bootId === here.bootId
    ? 'in another container of this host'
    : `on ${host} before it was started again, or on another host of that name,`;
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
 * its own there: what was taken aside is looked at again, and put back unless its holder is gone.
 */
function takeAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    // Somebody else has removed it.
    return;
  }
  const taken = readHolder(aside);
  if (taken !== undefined && standingOf(taken) !== 'gone') tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** Somebody may have removed the lock, as its message says, and another run taken the folder. */
function giveBack(file: string, { pid, startTicks, since, host }: Holder): void {
  const held = readHolder(file);
  const isOurs =
    held?.pid === pid &&
    held.startTicks === startTicks &&
    held.since === since &&
    held.host === host;
  if (isOurs) rmSync(file, { force: true });
}

/** A lock that an older mapswell wrote names no host: it is that of an unknown one. */
function readHolder(file: string): Holder | undefined {
  try {
    const { host = 'an unknown host', bootId, pidNamespace, ...rest } = parseHolder(file);
    return { host, bootId: bootId ?? null, pidNamespace: pidNamespace ?? null, ...rest };
  } catch {
    return undefined;
  }
}

function parseHolder(file: string): Partial<Holder> & Pick<Holder, 'pid' | 'startTicks' | 'since'> {
  return JSON.parse(readFileSync(file, 'utf8'));
}
