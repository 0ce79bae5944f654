import { type Command, Option } from 'commander';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { parseDuration } from '../../base/primitives/parse-duration.ts';

/** Flags of `attach` that say which maps are watched, and how. Times are in milliseconds. */
export interface AttachFlags {
  readonly name?: string;
  readonly once?: true;
  readonly json?: true;
  readonly every: number;
  readonly rescan: number;
  readonly for?: number;
  readonly top: number;
  readonly minBytes: number;
  readonly limit?: number;
}

const time = (flag: string, minMs: number) => (text: string) =>
  parseDuration(text, flag, { minMs });

/** Adds the flags of watching; those of other ways to look stand beside them. */
export function addAttachFlags(command: Command): Command {
  return command
    .option('--name <exe>', 'every process whose executable has that file name')
    .option('--once', 'one table, from two looks, and the end')
    .option('--json', 'with --once: print JSON')
    .addOption(
      new Option('--every <time>', 'time between looks at the maps that are known')
        .argParser(time('--every', 100))
        .default(1000, '1s'),
    )
    .addOption(
      new Option('--rescan <time>', 'time between looks for all maps')
        .argParser(time('--rescan', 1000))
        .default(30_000, '30s'),
    )
    .option('--for <time>', 'end after this time', time('--for', 0))
    .option(
      '--top <count>',
      'maps that are shown, largest first',
      (text) => parseCount(text, '--top', { min: 1, max: 10_000 }),
      20,
    )
    .addOption(
      new Option('--min-bytes <bytes>', 'maps that hold less are summed')
        .argParser((text) => parseBytes(text, '--min-bytes'))
        .default(4096, '4KiB'),
    )
    .option(
      '--limit <bytes>',
      'memory that the process may take, such as 512MiB; by default what its control groups allow',
      (text) => parseBytes(text, '--limit'),
    );
}
