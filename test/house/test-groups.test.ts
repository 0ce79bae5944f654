import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

interface Groups {
  readonly planGroups: () => {
    readonly together: readonly (readonly string[])[];
    readonly alone: readonly string[];
  };
}

const tools = new URL('../../../tools/', import.meta.url);
const tests = fileURLToPath(new URL('../../../test/', import.meta.url));
const { planGroups }: Groups = await import(new URL('group-tests.js', tools).href);

test('every file of tests runs once, in a group or alone', (t) => {
  const { together, alone } = planGroups();
  const all = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file}`);
  t.deepEqual([...together.flat(), ...alone].toSorted(), all.toSorted());
  t.is(together.length, 12);
});

test('what computes runs together; what starts programs, itself or by a helper, waits or sees the whole heap does not', (t) => {
  const { together, alone } = planGroups();
  t.true(together.flat().includes('test/base/stats/distributions.test.ts'));
  for (const file of ['cli/endings', 'live/attach/go/zoo', 'maps/v8-map', 'house/test-groups'])
    t.true(alone.includes(`test/${file}.test.ts`), file);
});

test('what weighs the heap has a group of its own', (t) => {
  t.deepEqual(planGroups().together.at(-1), [
    'test/lab/subjects/key-use.test.ts',
    'test/lab/subjects/module-target.test.ts',
    'test/lab/subjects/whole-operations.test.ts',
    'test/lab/traffic/scenario.test.ts',
  ]);
});

test('titles of tests that failed lead to their files, from a group as well', (t) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('files-of-tests.js', tools))],
    {
      cwd: fileURLToPath(new URL('../', tools)),
      encoding: 'utf8',
      input: [
        'dist › together › 3 › cli › plan › a plan › of two words',
        'test › cli › endings › a folder that is gone is said',
        'cli › endings › a folder that is gone is said',
        '',
      ].join('\n'),
    },
  );
  t.is(status, 0);
  t.is(stdout, 'test/cli/plan.test.ts\ntest/cli/endings.test.ts\n');
});
