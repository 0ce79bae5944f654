import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { csvLines } from './formats/csv.ts';
import { keyLines } from './formats/key-lines.ts';
import { ndjsonLines } from './formats/ndjson.ts';
import { redisMonitorLines } from './formats/redis-monitor.ts';
import { twitterLines } from './formats/twitter.ts';
import type { LineFormat } from './recorded-operation.ts';
import { type TrafficColumns, type TrafficFormat, usualNames } from './traffic-format.ts';

/** How a recording is written. */
export interface TrafficSource {
  /** @default what its first line looks like */
  readonly format?: TrafficFormat;
  /** Of `csv` and `ndjson`. */
  readonly columns?: TrafficColumns;
}

/**
 * How the lines of a format are read.
 *
 * @param where what the messages name, usually the file
 * @throws SandboxError `usage` for columns that the format does not have
 */
export function lineFormat(
  format: TrafficFormat,
  columns: TrafficColumns,
  where: string,
): LineFormat {
  switch (format) {
    case 'csv':
      return csvLines(columns, where);
    case 'ndjson':
      return { parse: ndjsonLines(columns, where) };
    case 'keys':
    case 'twitter':
    case 'redis-monitor':
      break;
  }
  if (Object.keys(columns).length > 0)
    throw new SandboxError(
      'usage',
      `expected columns only of csv and ndjson, got them for ${where}, which is ${format}`,
    );
  if (format === 'keys') return keyLines();
  return format === 'twitter' ? twitterLines() : { parse: redisMonitorLines() };
}

const monitorLine = /^(?:OK$|\d+\.\d+ \[\d+ [^\]]*\] ")/;
const twitterLine = /^\d+(?:\.\d+)?,.*,\d+,\d+,[^,]*,[a-z]+,\d+$/;

/** What a first line looks like; a line with no sign of any other format is a key. */
export function guessFormat(line: string, columns: TrafficColumns): TrafficFormat {
  if (line.startsWith('{')) return 'ndjson';
  if (monitorLine.test(line)) return 'redis-monitor';
  if (twitterLine.test(line)) return 'twitter';
  const names = line.split(',').map((name) => name.trim().replaceAll('"', ''));
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[_-]/g, ''));
  const isHeader =
    columns.key === undefined
      ? plain.length > 1 && plain.some((name) => usualNames.key.includes(name))
      : names.includes(columns.key);
  return isHeader ? 'csv' : 'keys';
}
