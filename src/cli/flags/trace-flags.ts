import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { Trace } from '../../live/trace/trace.ts';
import { timeUnits, type TimeUnit } from '../../live/trace/trace-csv-columns.ts';
import type { CliContext } from '../cli-io.ts';
import { parseNumber } from './parse-number.ts';

/** Where traces come from, and what their files do not say. */
export interface TraceFlags {
  readonly limit?: number;
  readonly timeUnit?: TimeUnit;
  readonly timeColumn?: string;
  readonly valueColumn?: string;
  readonly operationsPerMinute?: number;
  readonly prometheus?: string;
  readonly query?: string;
  readonly start?: string;
  readonly end?: string;
  readonly step?: number;
}

/** Adds the flags of every command that reads traces. */
export function addTraceFlags(command: Command): Command {
  return command
    .option('--limit <bytes>', 'limit of a series in bytes, such as 2GiB', (text) =>
      parseBytes(text, '--limit'),
    )
    .addOption(new Option('--time-unit <unit>', 'unit of the time column').choices(timeUnits))
    .option('--time-column <name>', 'column with the time')
    .option('--value-column <name>', 'column with percent or bytes')
    .option(
      '--operations-per-minute <count>',
      'traffic at which the run of a record (.json) is played',
      (text) => parseCount(text, '--operations-per-minute', { min: 1 }),
    )
    .option('--prometheus <url>', 'read from a Prometheus server instead of files')
    .option('--query <promql>', 'query of percent, or of bytes with --limit')
    .option('--start <time>', 'ISO time or seconds since 1970')
    .option('--end <time>', 'ISO time or seconds since 1970')
    .option('--step <seconds>', 'distance of samples', (text) => parseNumber(text, '--step'), 60);
}

/**
 * Reads the traces that the paths or the flags name; what a server could not give goes to stderr.
 *
 * @throws SandboxError `usage` for paths together with a server, or neither
 */
export async function loadTraces(
  paths: readonly string[],
  flags: TraceFlags,
  context: CliContext,
): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for await (const trace of eachTrace(paths, flags, context)) traces.push(trace);
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
  const options = {
    ...csvOptions(flags),
    ...(flags.operationsPerMinute === undefined
      ? {}
      : { operationsPerMinute: flags.operationsPerMinute }),
  };
  const full = paths.map((path) => resolve(context.cwd, path));
  for await (const trace of streamTraces(full, options)) {
    if (trace.samplesPerPoint !== undefined)
      context.stderr.write(
        `warning: ${trace.source} has more samples than are held: each point is the mean of ${trace.samplesPerPoint}\n`,
      );
    yield trace;
  }
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
    stepSeconds: flags.step ?? 60,
    limitBytes: flags.limit ?? null,
  });
  for (const { message } of warnings) stderr.write(`warning: ${message}\n`);
  return traces;
}

/** What the flags say of trace files. */
export function csvOptions(flags: TraceFlags): {
  readonly limitBytes?: number;
  readonly timeUnit?: TimeUnit;
  readonly timeColumn?: string;
  readonly valueColumn?: string;
} {
  return {
    ...(flags.limit === undefined ? {} : { limitBytes: flags.limit }),
    ...(flags.timeUnit === undefined ? {} : { timeUnit: flags.timeUnit }),
    ...(flags.timeColumn === undefined ? {} : { timeColumn: flags.timeColumn }),
    ...(flags.valueColumn === undefined ? {} : { valueColumn: flags.valueColumn }),
  };
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
