import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { FuzzProject } from '../support/fuzz/fuzz-project.ts';
import { runFuzz } from '../support/fuzz/run-fuzz.ts';
import { skipOptional } from '../support/skip-loudly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const nobody = { uid: 65_534, gid: 65_534 };

/** Root must not try such things: whoever has no rights must be able to read the build instead. */
function userForFuzz(): { readonly user?: typeof nobody } | null {
  if (process.getuid?.() !== 0) return {};
  const script = fileURLToPath(new URL('../support/fuzz/run-fuzz.js', import.meta.url));
  const { status } = spawnSync(process.execPath, ['--check', script], nobody);
  return status === 0 ? { user: nobody } : null;
}

test('no path, no flawed flag and no mutated document ends as a defect or harms a file of the user', async (t) => {
  const user = userForFuzz();
  if (user === null) {
    skipOptional(t, 'a build that a user without rights can read, for the fuzz');
    return;
  }
  const { tried, byKind, defects, harmed } = await runFuzz({
    seed: 11,
    inputs: 120,
    seconds: 4,
    ...user,
  });
  t.log(`tried ${tried}: ${JSON.stringify(byKind)}`);
  t.true(tried > 0);
  t.deepEqual(defects, []);
  t.deepEqual(harmed, []);
});

test('the fuzz sees a file of the user that is changed, gone, replaced or more open than it was', (t) => {
  const folder = temporaryFolder('fuzz');
  const mine = (path: string): string => join(folder, 'mine', path);
  const project = new FuzzProject(folder);
  project.prepare({ path: 'mutated/r/record.json', bytes: Buffer.from('{') });
  t.deepEqual(project.harmedBy(['report']), []);
  writeFileSync(mine('notes.txt'), 'other\n');
  rmSync(mine('page.html'));
  chmodSync(mine('claims.json'), 0o666);
  rmSync(mine('link.html'));
  writeFileSync(mine('link.html'), 'a file\n');
  t.deepEqual([...project.harmedBy(['report'])].toSorted(), [
    'claims.json',
    'link.html',
    'notes.txt',
    'page.html',
  ]);
  // All is as it was; what a command is there to change is no harm.
  t.deepEqual(project.harmedBy(['report']), []);
  writeFileSync(mine('baseline.json'), '{}');
  t.deepEqual(project.harmedBy(['accept', 'mine/baseline.json']), []);
});
