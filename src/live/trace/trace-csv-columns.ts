import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

export const timeUnits = ['minutes', 'seconds', 'milliseconds', 'iso'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** What a column of a trace file holds. */
export interface TraceColumns {
  readonly time: number;
  /** `null`: tell by the first value, an ISO time or seconds or milliseconds since 1970. */
  readonly timeUnit: TimeUnit | null;
  readonly reading: number;
  readonly measures: 'percent' | 'bytes';
  readonly limit: number | null;
  readonly entries: number | null;
}

/** Names that the user gave, where those in the file say nothing. */
export interface ColumnChoice {
  readonly timeColumn?: string;
  readonly timeUnit?: TimeUnit;
  readonly valueColumn?: string;
}

const timeNames: readonly (readonly [RegExp, TimeUnit | null])[] = [
  [/^(?:minutes?|mins?)$/u, 'minutes'],
  [/^(?:seconds?|secs?|s|elapsed|elapsed_seconds)$/u, 'seconds'],
  [/^(?:milliseconds?|millis|ms)$/u, 'milliseconds'],
  [/^(?:time|timestamp|date|datetime|ts)$/u, null],
];
const percentName = /percent|pct|^(?:usage|utili[sz]ation)$|%/u;
const limitName = /^(?:limit|total|limit_bytes|total_bytes|max_bytes)$/u;
const bytesName = /bytes|^(?:used|memory|rss|value)$/u;

/** @throws SandboxError `input` if a column is missing or ambiguous */
export function traceCsvColumns(
  header: readonly string[],
  choice: ColumnChoice,
  source: string,
): TraceColumns {
  const names = header.map((name) => name.trim().toLowerCase());
  const fail = (what: string): never => {
    throw new SandboxError(
      'input',
      `expected ${what}, got the columns ${names.join(', ')} (${source}, line 1)`,
    );
  };
  const named = (name: string): number => {
    const index = names.indexOf(name.toLowerCase());
    return index < 0 ? fail(`a column ${name}`) : index;
  };
  const time =
    choice.timeColumn === undefined
      ? names.findIndex((name) => timeNames.some(([pattern]) => pattern.test(name)))
      : named(choice.timeColumn);
  if (time < 0) return fail('a column minute, second or time');
  const unit = timeNames.find(([pattern]) => pattern.test(names[time] ?? ''))?.[1] ?? null;
  const limit = names.findIndex((name) => limitName.test(name));
  const isReading = (name: string, index: number): boolean =>
    index !== time && index !== limit && (percentName.test(name) || bytesName.test(name));
  const reading =
    choice.valueColumn === undefined ? names.findIndex(isReading) : named(choice.valueColumn);
  if (reading < 0) return fail('a column with percent or bytes in its name');
  const entries = names.indexOf('entries');
  return {
    time,
    timeUnit: choice.timeUnit ?? unit,
    reading,
    measures: percentName.test(names[reading] ?? '') ? 'percent' : 'bytes',
    limit: limit < 0 ? null : limit,
    entries: entries < 0 ? null : entries,
  };
}
