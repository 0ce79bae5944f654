import { resolve } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { Pace, type StepWatch } from '../../live/calibrate/evaluate/pace.ts';
import type { Trace } from '../../live/trace/trace.ts';
import { timeUnits, type TimeUnit } from '../../live/trace/trace-csv-columns.ts';
import type { CliContext } from '../io/cli-io.ts';
import {
  bytes,
  choiceFlag,
  count,
  type FlagPlace,
  type FlagsOf,
  number,
  textFlag,
  valueFlag,
} from './flag.ts';

/** Where traces come from, and what their files do not say. */
export interface TraceFlags {
  readonly limit: number | undefined;
  readonly exhaustedAt: number | undefined;
  readonly timeUnit: TimeUnit | undefined;
  readonly timeColumn: string | undefined;
  readonly valueColumn: string | undefined;
  readonly operationsPerMinute: number | undefined;
  readonly prometheus: string | undefined;
  readonly query: string | undefined;
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly step: number;
  readonly maxSeries: number;
}

/** The flags of every command that reads traces. */
export const traceFlags: FlagsOf<TraceFlags> = {
  limit: valueFlag('<bytes>', 'limit of a series in bytes, such as 2GiB', bytes),
  exhaustedAt: valueFlag(
    '<percent>',
    'share of the limit that is exhaustion (99.5 of percentages, 100 of bytes)',
    percent,
  ),
  timeUnit: choiceFlag('<unit>', 'unit of the time column', timeUnits),
  timeColumn: textFlag('<name>', 'column with the time'),
  valueColumn: textFlag('<name>', 'column with percent or bytes'),
  operationsPerMinute: valueFlag(
    '<count>',
    'traffic at which the run of a record (.json) is played',
    count({ min: 1 }),
  ),
  prometheus: textFlag('<url>', 'read from a Prometheus server instead of files'),
  query: textFlag('<promql>', 'query of percent, or of bytes with --limit'),
  start: textFlag('<time>', 'ISO time or seconds since 1970'),
  end: textFlag('<time>', 'ISO time or seconds since 1970'),
  step: valueFlag('<seconds>', 'distance of samples', number, 60),
  maxSeries: valueFlag('<n>', 'series that the query may have', count({ min: 1 }), 5000),
};

/**
 * Reads the traces that the paths or the flags name; what a server could not give goes to stderr.
 *
 * @throws SandboxError `usage` for paths together with a server, or neither
 */
export async function loadTraces(
  paths: readonly string[],
  flags: TraceFlags,
  context: CliContext,
  watch: StepWatch = {},
): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  const pace = new Pace(watch);
  const total = await traceCount(paths, flags, context);
  for await (const trace of eachTrace(paths, flags, context)) {
    traces.push(trace);
    pace.step('reading', traces.length, total);
    await pace.rest();
  }
  return traces;
}

/** As `loadTraces`, one after the other: a command that needs one at a time holds only one. */
export async function* eachTrace(
  paths: readonly string[],
  flags: TraceFlags,
  context: CliContext,
): AsyncGenerator<Trace> {
  if (flags.prometheus !== undefined) {
    yield* await fromPrometheus(flags.prometheus, paths, flags, context);
    return;
  }
  if (paths.length === 0) {
    throw new SandboxError('usage', 'expected traces: files, folders or --prometheus <url>');
  }
  const { streamTraces } = await import('../../live/trace/collect-traces.ts');
  const { operationsPerMinute } = flags;
  const options = { ...csvOptions(flags), ...defined({ operationsPerMinute }) };
  const full = paths.map((path) => resolve(context.cwd, path));
  for await (const trace of streamTraces(full, options)) {
    if (trace.samplesPerPoint !== undefined)
      context.stderr.write(
        `warning: ${trace.source} has more samples than are held: each point is the mean of ${trace.samplesPerPoint}\n`,
      );
    yield trace;
  }
}

/** How many series `eachTrace` gives; `null` where only reading can say. */
export async function traceCount(
  paths: readonly string[],
  { prometheus }: TraceFlags,
  { cwd }: CliContext,
): Promise<number | null> {
  if (prometheus !== undefined) return null;
  const { traceFiles } = await import('../../live/trace/collect-traces.ts');
  const files = traceFiles(paths.map((path) => resolve(cwd, path)));
  // A record holds one of each cell.
  return files.some((file) => file.endsWith('.json')) ? null : files.length;
}

async function fromPrometheus(
  url: string,
  paths: readonly string[],
  flags: TraceFlags,
  { stderr }: CliContext,
): Promise<readonly Trace[]> {
  if (paths.length > 0) {
    throw new SandboxError('usage', `expected files or --prometheus, got both (${paths[0]})`);
  }
  const { queryPrometheus } = await import('../../live/trace/query-prometheus.ts');
  const { traces, warnings } = await queryPrometheus({
    url,
    query: given(flags.query, '--query <promql>'),
    startSeconds: parseTime(given(flags.start, '--start <time>'), '--start'),
    endSeconds: parseTime(given(flags.end, '--end <time>'), '--end'),
    stepSeconds: flags.step,
    limitBytes: flags.limit ?? null,
    mostSeries: flags.maxSeries,
    ...defined({ exhaustedAtPercent: flags.exhaustedAt }),
  });
  for (const { message } of warnings) stderr.write(`warning: ${message}\n`);
  return traces;
}

/** What the flags say of trace files. */
export function csvOptions(flags: TraceFlags): {
  readonly limitBytes?: number;
  readonly exhaustedAtPercent?: number;
  readonly timeUnit?: TimeUnit;
  readonly timeColumn?: string;
  readonly valueColumn?: string;
} {
  const { limit, exhaustedAt, timeUnit, timeColumn, valueColumn } = flags;
  return defined({
    limitBytes: limit,
    exhaustedAtPercent: exhaustedAt,
    timeUnit,
    timeColumn,
    valueColumn,
  });
}

function percent(text: string, place: FlagPlace): number {
  const value = number(text, place);
  if (value > 0 && value <= 100) return value;
  throw new SandboxError('usage', `expected ${place.flag} above 0 and at most 100, got ${text}`);
}

function given(value: string | undefined, flag: string): string {
  if (value !== undefined) return value;
  throw new SandboxError('usage', `expected the flag ${flag} with --prometheus`);
}

function parseTime(text: string, flag: string): number {
  const seconds = /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isFinite(seconds)) return seconds;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be an ISO time or seconds since 1970, got ${JSON.stringify(text)}`,
  );
}
