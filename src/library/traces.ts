import { keysOf } from '../base/primitives/keys-of.ts';
import { collectTraces, type TraceFileOptions } from '../live/trace/collect-traces.ts';
import type { Trace } from '../live/trace/trace.ts';

/** Traces, or paths of them: CSV files, folders of such, and records with `operationsPerMinute`. */
export type TracesToRead = readonly (Trace | string)[];

/** What files of traces do not say: their columns, units, limit, and the rate of a record. */
export interface TraceSource extends TraceFileOptions {
  readonly traces: TracesToRead;
}

/** Every key of a `TraceSource`. */
export const sourceKeys: readonly string[] = keysOf<keyof TraceSource>({
  traces: true,
  limitBytes: true,
  exhaustedAtPercent: true,
  mapType: true,
  timeColumn: true,
  timeUnit: true,
  valueColumn: true,
  operationsPerMinute: true,
});

/**
 * Reads what are paths, and leaves the order as it is.
 *
 * @throws SandboxError `input` naming a file that cannot be read and what is wrong with it
 */
export async function tracesOf({ traces, ...options }: TraceSource): Promise<readonly Trace[]> {
  const all: Trace[] = [];
  for (const one of traces)
    if (typeof one === 'string') all.push(...(await collectTraces([one], options)));
    else all.push(one);
  return all;
}
