import type { BigIntStats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileIdentity, type OutputTarget, outputTarget, statOrNull } from './output-target.ts';

/** An output, as messages name it. */
export interface OutputPlace {
  /** The flag, as in `--out`. */
  readonly name: string;
  readonly path: string;
}

/** Larger than any file that mapswell writes: such a file is not read to see what it is. */
const mostBytes = 500_000_000n;

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

/** The text of a file; `null` for what cannot be read, and so cannot be seen to be ours. */
export async function textOf(
  target: Extract<OutputTarget, { kind: 'file' }>,
): Promise<string | null> {
  if (target.stats.size > mostBytes) return null;
  return await readFile(target.path, 'utf8').catch(() => null);
}
