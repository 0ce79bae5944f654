import type { ExecutionContext } from 'ava';
import { OpenFiles } from '../../src/base/primitives/input/open-files.ts';

/** Files that are closed with their test. */
export function filesOf(t: ExecutionContext): OpenFiles {
  const files = new OpenFiles();
  t.teardown(() => files.close());
  return files;
}
