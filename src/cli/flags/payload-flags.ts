import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import {
  parseSizeDistribution,
  parseSizeLines,
} from '../../maps/model/payload/parse-size-distribution.ts';
import type { SizeDistribution } from '../../maps/model/payload/size-distribution.ts';
import { type FlagPlace, type FlagsOf, valueFlag } from './flag.ts';

/** How large entries are, as flags say it. */
export interface PayloadFlags {
  readonly keyBytes: SizeDistribution | undefined;
  readonly valueBytes: SizeDistribution | undefined;
}

const forms = '512, "lognormal(median, p99)", 16:3,640:1 with weights, or @file';

/** `--key-bytes` and `--value-bytes`. */
export const payloadFlags: FlagsOf<PayloadFlags> = {
  keyBytes: valueFlag('<sizes>', `bytes of what a key points to: ${forms}`, readSizes),
  valueBytes: valueFlag('<sizes>', 'bytes of what a value points to, in the same way', readSizes),
};

function readSizes(text: string, { flag, cwd }: FlagPlace): SizeDistribution {
  if (!text.startsWith('@')) return parseSizeDistribution(text, flag);
  const path = resolve(cwd, text.slice(1));
  try {
    return parseSizeLines(readFileSync(path, 'utf8'), text.slice(1));
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read ${text.slice(1)} of ${flag}: ${reason}`);
  }
}
