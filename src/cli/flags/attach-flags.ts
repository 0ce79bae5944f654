import { parseDuration } from '../../base/primitives/parse-duration.ts';
import {
  bytes,
  count,
  type FlagsOf,
  type ParseFlag,
  shownAs,
  textFlag,
  toggle,
  valueFlag,
} from './flag.ts';

/** Flags of `attach` that say which maps are watched, and how. Times are in milliseconds. */
export interface AttachFlags {
  readonly name: string | undefined;
  readonly once: boolean;
  readonly json: boolean;
  readonly every: number;
  readonly rescan: number;
  readonly for: number | undefined;
  readonly top: number;
  readonly minBytes: number;
  readonly limit: number | undefined;
  readonly calibration: string | undefined;
  readonly events: string | undefined;
}

function time(minMs: number): ParseFlag<number> {
  return (given, { flag }) => parseDuration(given, flag, { minMs });
}

/** The flags of watching; those of other ways to look stand beside them. */
export const attachFlags: FlagsOf<AttachFlags> = {
  name: textFlag('<exe>', 'every process whose executable has that file name'),
  once: toggle('one table, from two looks, and the end'),
  json: toggle('with --once: print JSON'),
  every: shownAs(
    valueFlag('<time>', 'time between looks at the maps that are known', time(100), 1000),
    '1s',
  ),
  rescan: shownAs(
    valueFlag('<time>', 'time between looks for all maps', time(1000), 30_000),
    '30s',
  ),
  for: valueFlag('<time>', 'end after this time', time(0)),
  top: valueFlag(
    '<count>',
    'maps that are shown, largest first',
    count({ min: 1, max: 10_000 }),
    20,
  ),
  minBytes: shownAs(valueFlag('<bytes>', 'maps that hold less are summed', bytes, 4096), '4KiB'),
  limit: valueFlag(
    '<bytes>',
    'memory that the process may take, such as 512MiB; by default what its control groups allow',
    bytes,
  ),
  calibration: textFlag('<file>', 'what calibrate wrote: its detectors watch the process'),
  events: textFlag(
    '<file>',
    'births, deaths, growths and alarms, a line of JSON each, appended to the file',
  ),
};
