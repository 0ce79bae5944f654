import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import {
  parseSizeDistribution,
  parseSizeLines,
} from '../../maps/model/payload/parse-size-distribution.ts';
import type { SizeDistribution } from '../../maps/model/payload/size-distribution.ts';

/** How large entries are, as flags say it. */
export interface PayloadFlags {
  readonly keyBytes?: SizeDistribution;
  readonly valueBytes?: SizeDistribution;
}

/** Adds `--key-bytes` and `--value-bytes`. */
export function addPayloadFlags(command: Command, cwd: string): Command {
  const sizes = '512, "lognormal(median, p99)", 16:3,640:1 with weights, or @file';
  return command
    .option('--key-bytes <sizes>', `bytes of what a key points to: ${sizes}`, (text) =>
      readSizes(text, '--key-bytes', cwd),
    )
    .option('--value-bytes <sizes>', 'bytes of what a value points to, in the same way', (text) =>
      readSizes(text, '--value-bytes', cwd),
    );
}

function readSizes(text: string, option: string, cwd: string): SizeDistribution {
  if (!text.startsWith('@')) return parseSizeDistribution(text, option);
  const path = resolve(cwd, text.slice(1));
  try {
    return parseSizeLines(readFileSync(path, 'utf8'), text.slice(1));
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read ${text.slice(1)} of ${option}: ${reason}`);
  }
}
