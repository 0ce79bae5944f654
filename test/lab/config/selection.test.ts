import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../../src/lab/config/load-config.ts';
import { loadScenarios } from '../../../src/lab/config/load-scenarios.ts';
import { selectCells } from '../../../src/lab/config/select-cells.ts';
import { shippedScenarios } from '../../../src/lab/config/shipped-scenarios.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tiny } from '../../support/tiny-scenario.ts';

const sources = { shippedFolder: shippedScenarios };

async function namesOf(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const scenarios = await loadScenarios(join(folder, 'scenarios'), names, sources);
  return scenarios.map(({ name, file }) =>
    file.startsWith(shippedScenarios) ? `${name} (shipped)` : name,
  );
}

function folderWith(...names: readonly string[]): string {
  const folder = temporaryFolder('selection');
  mkdirSync(join(folder, 'scenarios'));
  for (const name of names)
    writeFileSync(join(folder, 'scenarios', `${name}.json`), JSON.stringify(tiny));
  return folder;
}

test('a name that the folder lacks is that of a shipped scenario; its own come first', async (t) => {
  const folder = folderWith('hot-keys', 'mine');
  t.deepEqual(await namesOf(folder, []), ['hot-keys', 'mine']);
  t.deepEqual(await namesOf(folder, ['hot-keys', 'races']), ['hot-keys', 'races (shipped)']);
  t.deepEqual(await namesOf(folder, ['growth*']), [
    'growth-staircase (shipped)',
    'growth-staircase-hinted (shipped)',
  ]);
  t.deepEqual(await namesOf(folder, ['m?ne', 'h*']), ['hot-keys', 'mine']);
  const error = await t.throwsAsync(namesOf(folder, ['grwth-staircase']));
  t.regex(error.message, /^no scenario named grwth-staircase in .* \(did you mean growth-stairc/);
});

test('in an empty folder run says the two ways on, and list what is shipped', async (t) => {
  const cwd = temporaryFolder('selection');
  const run = fakeIo(['run'], { cwd });
  t.is(await runCli(run), 2);
  t.regex(run.errors, /^error: expected a folder of scenarios, got .*scenarios$/m);
  t.regex(run.errors, /^Two ways on: "mapswell init" .*; "mapswell run NAME" runs one .*: conc/m);
  const list = fakeIo(['list'], { cwd });
  t.is(await runCli(list), 0, list.errors);
  t.regex(list.output, /^No scenarios in this folder; these are shipped:\n\nscenario +cells/);
});

test('--cell and --grep leave the cells that both name, with their names', async (t) => {
  const config = await loadConfig(temporaryFolder('selection'));
  const cells = expandCells(await loadScenarios(shippedScenarios), config);
  const select = (selection: Parameters<typeof selectCells>[1]): readonly string[] =>
    selectCells(cells, selection).map(({ id }) => id);
  t.is(select({}).length, cells.length);
  t.deepEqual(select({ cells: ['hot-keys/guard=mutex'] }), ['hot-keys/guard=mutex']);
  t.deepEqual(select({ cells: ['*guard=mutex'] }), [
    'concurrent-write/guard=mutex',
    'hot-keys/guard=mutex',
  ]);
  t.deepEqual(select({ cells: ['*guard=mutex'], grep: 'zipf' }), ['hot-keys/guard=mutex']);
  t.deepEqual(select({ grep: '^delete' }), ['delete-most']);
  t.throws(() => select({ cells: ['hot-keys/guard=mutx'] }), {
    message: 'no cell hot-keys/guard=mutx (did you mean hot-keys/guard=mutex?)',
  });
  t.throws(() => select({ grep: 'nothing-like-it' }), {
    message: /^no cell matches --grep nothing-like-it; cells are concurrent-write\/guard=mutex, /,
  });
  t.throws(() => select({ grep: '(' }), {
    message: 'expected --grep to be a regular expression, got (',
  });
});

test('--quick is one round, and is refused beside another number of them', async (t) => {
  const cwd = folderWith('mine');
  const both = fakeIo(['run', '--quick', '--rounds', '3'], { cwd });
  t.is(await runCli(both), 2);
  t.is(both.errors, 'error: --quick is --rounds 1: expected one of the two, got both\n');
  const quick = fakeIo(['run', 'm*', '--quick', '--json', '--out', 'out'], { cwd });
  t.is(await runCli(quick), 0, quick.errors);
  t.is(JSON.parse(quick.output).cells[0].rounds.length, 1);
});
