import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordForms } from './stored/record-form.ts';
import { isFolder } from '../../base/primitives/input/read-input.ts';

/**
 * The file of a record that is named by itself or by its folder; in a folder with the record in several
 * forms the first of them. A folder with a part of a run gives that part, which no reader of records
 * takes for one.
 *
 * @throws SandboxError `input` for a path that cannot be looked at
 */
export function recordFileOf(path: string): string {
  if (!isFolder(path)) return path;
  const names = [...recordForms.map((form) => `record.${form}`), 'shard.ndjson'];
  const files = names.map((name) => join(path, name));
  return files.find((file) => existsSync(file)) ?? join(path, 'record.json');
}
