import type { RedisTable } from './redis-tables.ts';

/** The fields of `INFO`, by name. */
export type RedisInfo = ReadonlyMap<string, string>;

/** `name:value`, a field a line; lines that begin with `#` name sections. */
export function parseInfo(text: string): RedisInfo {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** A whole number of `INFO`; `null` where the server does not say it. */
export function infoCount(info: RedisInfo, field: string): number | null {
  const value = Number(info.get(field) ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** How many entries a database has: `db0:keys=5,expires=1,avg_ttl=0`. */
export interface RedisDatabase {
  readonly index: number;
  readonly keys: number;
  readonly expires: number;
}

export function databasesOf(info: RedisInfo): readonly RedisDatabase[] {
  return [...info].flatMap(([field, value]) => {
    const index = /^db(\d+)$/.exec(field)?.[1];
    const [, keys, expires] = /^keys=(\d+),expires=(\d+)/.exec(value) ?? [];
    if (index === undefined || keys === undefined || expires === undefined) return [];
    return [{ index: Number(index), keys: Number(keys), expires: Number(expires) }];
  });
}

/** Where a dict stands. */
export type RedisDict = Pick<RedisDatabase, 'index'> & { readonly of: 'keys' | 'expires' };

/** A dict, how many entries it has, and its tables. */
export interface SeenDict extends RedisDict {
  readonly entries: number;
  readonly table: RedisTable;
}
