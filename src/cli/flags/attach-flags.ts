import { parseDuration } from '../../base/primitives/quantities/parse-duration.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
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
  readonly redis: HostPort | undefined;
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
  readonly serve: HostPort | undefined;
  readonly record: string | undefined;
  readonly scenario: string | undefined;
  readonly map: string | undefined;
}

const scenarioName = /^[a-z\d][\w-]*$/i;

/** Where a server listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:9464`, `[::1]:9464`, or a port of 127.0.0.1. */
function hostPort(shown: string): ParseFlag<HostPort> {
  return (given, { flag }) => {
    const match = /^(?:(.+):)?(\d{1,5})$/.exec(given);
    const port = Number(match?.[2]);
    if (match === null || port > 65_535)
      throw new SandboxError(
        'usage',
        `expected ${flag} to be an address and a port, such as ${shown}, got ${JSON.stringify(given)}`,
      );
    return { host: (match[1] ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1'), port };
  };
}

function time(minMs: number): ParseFlag<number> {
  return (given, { flag }) => parseDuration(given, flag, { minMs });
}

/** The flags of watching; those of other ways to look stand beside them. */
export const attachFlags: FlagsOf<AttachFlags> = {
  name: textFlag('<exe>', 'every process whose executable has that file name'),
  redis: valueFlag(
    '<host:port>',
    'a Redis 7 instead of a process: when its databases double, against its maxmemory',
    hostPort('127.0.0.1:6379'),
  ),
  once: toggle('one table, from two looks, and the end'),
  json: toggle('with --once, --check or --pprof: print JSON'),
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
    count({ min: 1, max: 10_000_000 }),
    20,
  ),
  minBytes: shownAs(valueFlag('<bytes>', 'maps that hold less are summed', bytes, 4096), '4KiB'),
  limit: valueFlag(
    '<bytes>',
    'memory that the process may take, such as 512MiB; by default what its control groups allow',
    bytes,
  ),
  calibration: textFlag('<file>', 'what calibrate wrote: its detectors watch the process'),
  serve: valueFlag(
    '<address>',
    'metrics for Prometheus, debug pages and a page to look at, such as on 127.0.0.1:9464',
    hostPort('127.0.0.1:9464'),
  ),
  record: textFlag(
    '<file>',
    'a trace that detect and calibrate read: memory of the process and entries of one map (CSV)',
  ),
  scenario: valueFlag(
    '<name>',
    'with --once: write a scenario of one map, its type, entries, rate and limit',
    (given) => {
      if (scenarioName.test(given)) return given;
      throw new SandboxError(
        'usage',
        `expected --scenario to be letters, digits, - and _, got ${JSON.stringify(given)}`,
      );
    },
  ),
  map: textFlag(
    '<name>',
    'the map of --record and --scenario, by its name or address; by default the largest',
  ),
  events: textFlag(
    '<file>',
    'births, deaths, growths and alarms, a line of JSON each, appended to the file',
  ),
};
