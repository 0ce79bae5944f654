import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { skipOptional } from './skip-loudly.ts';

/** A recorded stream of keys, one a line, and how often each is in it. */
export interface RecordedKeys {
  readonly file: string;
  readonly keys: readonly string[];
  /** Highest first. */
  readonly counts: readonly number[];
}

/** A stream of `MAPSWELL_TRACES`; where there is none the test is skipped loudly. */
export function recordedKeys(t: ExecutionContext, name: string): RecordedKeys | null {
  const folder = process.env['MAPSWELL_TRACES'] ?? '../../shared/traces';
  const file = resolve(join(folder, 'keys', name));
  if (!existsSync(file)) {
    skipOptional(t, `no recorded keys at ${file}; name their folder in MAPSWELL_TRACES`);
    return null;
  }
  const keys = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const byKey = new Map<string, number>();
  for (const key of keys) byKey.set(key, (byKey.get(key) ?? 0) + 1);
  return { file, keys, counts: [...byKey.values()].toSorted((a, b) => b - a) };
}
