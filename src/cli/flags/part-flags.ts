import { parseShard, type Shard } from '../../base/primitives/shards/shard.ts';
import { type FlagsOf, textFlag, valueFlag } from './flag.ts';
import { parseMoment } from './parse-moment.ts';

/** Which part of a run is asked for. */
export interface PartFlags {
  readonly shard: Shard | undefined;
  readonly generator: Shard | undefined;
  /** Milliseconds since 1970. */
  readonly startAt: number | undefined;
  readonly durations: string | undefined;
}

/** Flags of a run on many machines. */
export const partFlags: FlagsOf<PartFlags> = {
  shard: valueFlag('<i/n>', 'run only part i of n, to be put together by merge', (text, { flag }) =>
    parseShard(text, flag),
  ),
  generator: valueFlag(
    '<i/n>',
    'send every n-th request of a rate to a service that runs already, with n - 1 others',
    (text, { flag }) => parseShard(text, flag),
  ),
  startAt: valueFlag(
    '<time>',
    'when all generators begin: ISO time or seconds since 1970',
    parseMoment,
  ),
  durations: textFlag('<record>', 'an earlier run whose times balance the shards'),
};
