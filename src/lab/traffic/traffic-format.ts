/** Every form in which traffic may be recorded. */
export const trafficFormats = ['keys', 'twitter', 'csv', 'ndjson', 'redis-monitor'] as const;

/**
 * The form of a recording. `keys`: one key per line, a look-up that stores the key where it is absent.
 * `twitter`: the seven columns of Twitter's cache traces, without a header. `csv` and `ndjson`: named
 * columns. `redis-monitor`: what `redis-cli monitor` prints.
 */
export type TrafficFormat = (typeof trafficFormats)[number];

/** Whether a text names a format. */
export function isTrafficFormat(text: string): text is TrafficFormat {
  return trafficFormats.some((format) => format === text);
}

/** What a column of a CSV file, or a field of a line of JSON, may hold. */
export const columnRoles = ['key', 'operation', 'time', 'keyBytes', 'valueBytes', 'ttl'] as const;

/** See {@link columnRoles}. */
export type ColumnRole = (typeof columnRoles)[number];

/**
 * Names of columns by what they hold; those not named are looked for by their usual names. Times are
 * numbers (seconds, or by their size milliseconds to nanoseconds since 1970) or ISO 8601; `ttl` is in
 * seconds.
 */
export type TrafficColumns = Readonly<Partial<Record<ColumnRole, string>>>;

/** Names by which columns are known, in lower case without `_` and `-`. */
export const usualNames: Readonly<Record<ColumnRole, readonly string[]>> = {
  key: ['key', 'id', 'keyid', 'objectid', 'objid', 'cachekey'],
  operation: ['operation', 'op', 'command', 'verb', 'method', 'action'],
  time: ['time', 'timestamp', 'ts', 'at', 'date'],
  keyBytes: ['keybytes', 'keysize', 'keylength'],
  valueBytes: ['valuebytes', 'valuesize', 'valuelength', 'size', 'bytes', 'objsize', 'objectsize'],
  ttl: ['ttl', 'ttls', 'ttlseconds', 'expiry'],
};
