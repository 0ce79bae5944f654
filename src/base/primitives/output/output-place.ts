import type { BigIntStats } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { fileIdentity, type OutputTarget, outputTarget, statOrNull } from './output-target.ts';

/** An output, as messages name it. */
export interface OutputPlace {
  /** The flag, as in `--out`. */
  readonly name: string;
  readonly path: string;
}

/** Of a file that is larger only the beginning is read to see what it is. */
const mostBytes = 500_000_000n;
const startBytes = 65_536;

/** What stands at a place, and whether it is one of the files that are read. */
export async function placeOf(
  path: string,
  inputs: readonly string[],
): Promise<{ readonly target: OutputTarget; readonly isInput: boolean }> {
  const target = await outputTarget(path);
  if (target.kind === 'nothing') return { target, isInput: false };
  return { target, isInput: await isOneOf(target.stats, inputs) };
}

/** Whether a file is one of those that the paths lead to, under whatever name. */
export async function isOneOf(
  stats: Pick<BigIntStats, 'dev' | 'ino'>,
  paths: readonly string[],
): Promise<boolean> {
  for (const path of paths) {
    const other = await statOrNull(path).catch(() => null);
    if (other !== null && fileIdentity(other) === fileIdentity(stats)) return true;
  }
  return false;
}

/**
 * The text of a file, as far as it says what it is: the beginning of one that is very large or compressed.
 * `null` for what cannot be read, and so cannot be seen to be ours.
 */
export async function textOf(
  target: Extract<OutputTarget, { kind: 'file' }>,
): Promise<string | null> {
  try {
    const start = await startOf(target.path);
    if (start[0] === 0x1f && start[1] === 0x8b)
      return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8');
    return target.stats.size > mostBytes
      ? start.toString('utf8')
      : await readFile(target.path, 'utf8');
  } catch {
    return null;
  }
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(startBytes),
      position: 0,
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
