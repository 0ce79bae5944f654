import { readSizes } from '../../lab/config/read-sizes.ts';
import type { SizeNames } from '../../maps/model/payload/require-open-sizes.ts';
import type { SizeDistribution } from '../../maps/model/payload/size-distribution.ts';
import { type FlagsOf, type ParseFlag, valueFlag } from './flag.ts';

/** How large entries are, as flags say it. */
export interface PayloadFlags {
  readonly keyBytes: SizeDistribution | undefined;
  readonly valueBytes: SizeDistribution | undefined;
}

const forms = '512, "lognormal(median, p99)", 16:3,640:1 with weights, or @file';

const sizes: ParseFlag<SizeDistribution> = (text, { flag, cwd }) => readSizes(text, flag, cwd);

/** `--key-bytes` and `--value-bytes`. */
export const payloadFlags: FlagsOf<PayloadFlags> = {
  keyBytes: valueFlag('<sizes>', `bytes of what a key points to: ${forms}`, sizes),
  valueBytes: valueFlag('<sizes>', 'bytes of what a value points to, in the same way', sizes),
};

/** How errors name the flags of types and sizes. */
export const sizeFlagNames: SizeNames = {
  key: '--key',
  value: '--value',
  keyBytes: '--key-bytes',
  valueBytes: '--value-bytes',
};
