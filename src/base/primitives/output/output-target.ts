import type { BigIntStats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileErrorCode, fileErrorReason } from '../errors/file-error.ts';
import { SandboxError } from '../errors/sandbox-error.ts';

/** What stands where an output is to go, links followed. */
export type OutputTarget =
  | { readonly kind: 'nothing'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly stats: BigIntStats }
  /** A pipe or a device such as `/dev/null`: it is written into and never replaced. */
  | { readonly kind: 'stream'; readonly path: string; readonly stats: BigIntStats };

const mostLinks = 40;

/**
 * Looks at the place of an output.
 *
 * @throws SandboxError `output` for a folder, a socket, a block device and a place that cannot be seen
 */
export async function outputTarget(path: string): Promise<OutputTarget> {
  try {
    const stats = await statOrNull(path);
    if (stats === null) return { kind: 'nothing', path: await endOfLinks(path) };
    if (stats.isFile()) return { kind: 'file', path: await realPath(path), stats };
    if (stats.isFIFO() || stats.isCharacterDevice()) return { kind: 'stream', path, stats };
    throw new SandboxError('output', `cannot write ${path}: ${whatItIs(stats)}`);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** The error of a place that cannot be written; one that says so already stays as it is. */
export function cannotWrite(path: string, error: unknown): SandboxError {
  if (error instanceof SandboxError) return error;
  return new SandboxError('output', `cannot write ${path}: ${fileErrorReason(error)}`, {
    cause: error,
  });
}

/** Tells one file from another under whatever names they go: its device and its inode. */
export function fileIdentity({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

/** @returns `null` where nothing stands */
export async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function whatItIs(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a folder of that name is in the way (EISDIR)';
  if (stats.isBlockDevice()) return 'it is a block device';
  return stats.isSocket() ? 'it is a socket' : 'it is neither a file nor a pipe';
}

/** A file that is open under `/proc/self/fd` only has no path but that one. */
async function realPath(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

/** Where a file would be made: a link may point to what is not there yet. */
async function endOfLinks(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < mostLinks; links++) {
    const next = await readlink(at).catch(() => null);
    if (next === null) return at;
    at = resolve(await realPath(dirname(at)), next);
  }
  throw new SandboxError('output', `cannot write ${path}: too many links on the way (ELOOP)`);
}
