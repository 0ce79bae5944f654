import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import {
  parseSizeDistribution,
  parseSizeLines,
} from '../../maps/model/payload/parse-size-distribution.ts';
import type { SizeDistribution } from '../../maps/model/payload/size-distribution.ts';

/**
 * Sizes as people write them, or `@file` with a size a line.
 *
 * @param option the flag or key that the text came from, named in errors
 * @param folder from which the path of a file counts
 * @throws SandboxError `usage` for anything else, `input` for a file that cannot be read
 */
export function readSizes(text: string, option: string, folder: string): SizeDistribution {
  if (!text.startsWith('@')) return parseSizeDistribution(text, option);
  const path = resolve(folder, text.slice(1));
  let lines: string;
  try {
    lines = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read ${text.slice(1)} of ${option}: ${reason}`);
  }
  return parseSizeLines(lines, text.slice(1));
}
