import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isFolder } from '../../base/primitives/input/read-input.ts';

/**
 * The file of a record that is named by itself or by its folder. A folder with a part of a run gives
 * that part, which no reader of records takes for one.
 *
 * @throws SandboxError `input` for a path that cannot be looked at
 */
export function recordFileOf(path: string): string {
  if (!isFolder(path)) return path;
  const record = join(path, 'record.json');
  const shard = join(path, 'shard.ndjson');
  return !existsSync(record) && existsSync(shard) ? shard : record;
}
