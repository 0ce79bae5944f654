import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { expandCells } from '../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../src/lab/config/load-config.ts';
import { loadScenarios } from '../../src/lab/config/load-scenarios.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

function read(folder: string, ...path: readonly string[]): string {
  return readFileSync(join(folder, ...path), 'utf8');
}

for (const language of ['typescript', 'javascript'] as const) {
  test(`what init writes in ${language} loads as it stands, for every job`, async (t) => {
    const cells: string[] = [];
    for (const job of ['node-cache', 'go-cache', 'module']) {
      const cwd = temporaryFolder('init');
      const argv = ['init', '--for', job, `--${language}`, '--limit', '256MiB', '--entries', '5e4'];
      const io = fakeIo(argv, { cwd });
      t.is(await runCli(io), 0, io.errors);
      const config = await loadConfig(cwd);
      t.is(config.limits.memoryBytes, 268_435_456);
      const scenarios = await loadScenarios(config.scenariosFolder);
      for (const { id, workload } of expandCells(scenarios, config)) {
        cells.push(id);
        t.is(workload.phases[0]?.operationsPerWriter, 50_000);
      }
    }
    const ending = language === 'typescript' ? 'ts' : 'mjs';
    t.deepEqual(cells, [
      'node-cache',
      'go-cache/map=go1.22,guard=mutex',
      'go-cache/map=go1.22,guard=sharded:32',
      'go-cache/map=go1.24,guard=mutex',
      'go-cache/map=go1.24,guard=sharded:32',
      'my-map/target=native',
      `my-map/target=../maps/my-map.${ending}`,
    ]);
  });
}

test('init in an empty folder, and the plan that it names answers', async (t) => {
  const cwd = temporaryFolder('init');
  const io = fakeIo(['init', '--for', 'go-cache'], { cwd });
  t.is(await runCli(io), 0, io.errors);
  t.is(
    io.output,
    `written  sandbox.config.ts
written  scenarios/go-cache.ts
written  package.json

Does it fit?    npx mapswell plan --map go1.24 --key 'string(36)' --value '[]byte' --value-bytes 512 --entries 100000 --limit 512MiB
How many fit?   npx mapswell capacity --map go1.24 --key 'string(36)' --value '[]byte' --value-bytes 512 --limit 512MiB
Run it:         npx mapswell run go-cache --quick
`,
  );
  const words = [
    ...(/npx mapswell (plan .*)/u.exec(io.output)?.[1] ?? '').matchAll(/'([^']*)'|(\S+)/g),
  ];
  const plan = fakeIo(
    words.map(([, quoted, plain]) => quoted ?? plain ?? ''),
    { cwd },
  );
  t.is(await runCli(plan), 0, plan.errors);
  t.regex(plan.output, /512 MiB/);
});

test('init writes the rate as it was given, and refuses what is none', async (t) => {
  const cwd = temporaryFolder('init');
  const io = fakeIo(['init', '--for', 'module', '--rate', '20k/s'], { cwd });
  t.is(await runCli(io), 0, io.errors);
  const config = await loadConfig(cwd);
  t.is(config.latencySampleInterval, 8);
  const cells = expandCells(await loadScenarios(config.scenariosFolder), config);
  t.deepEqual(
    cells.map(({ rate }) => rate),
    [
      { kind: 'constant', perSecond: 20_000 },
      { kind: 'constant', perSecond: 20_000 },
    ],
  );
  const wrong = fakeIo(['init', '--for', 'module', '--rate', "1'/s"], {
    cwd: temporaryFolder('init'),
  });
  t.is(await runCli(wrong), 2);
  t.regex(wrong.errors, /expected --rate to be a rate above 0, such as 5000\/s/);
});

test('init overwrites nothing: files of the user stay, and a package gets the scripts that it lacks', async (t) => {
  const cwd = temporaryFolder('init');
  mkdirSync(join(cwd, 'scenarios'));
  const own = {
    'sandbox.config.json': '{"rounds":1}',
    'scenarios/node-cache.mjs': '// mine\n',
    'package.json': '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"sandbox": "echo mine"\n\t}\n}',
  };
  for (const [path, text] of Object.entries(own)) writeFileSync(join(cwd, path), text);
  const io = fakeIo(['init', '--for', 'node-cache'], { cwd });
  t.is(await runCli(io), 0, io.errors);
  t.deepEqual(io.output.split('\n').slice(0, 3), [
    'kept     sandbox.config.json',
    'kept     scenarios/node-cache.mjs',
    'changed  package.json: scripts sandbox:quick, sandbox:baseline, sandbox:compare added',
  ]);
  t.is(read(cwd, 'sandbox.config.json'), own['sandbox.config.json']);
  t.is(read(cwd, 'scenarios', 'node-cache.mjs'), own['scenarios/node-cache.mjs']);
  t.is(
    read(cwd, 'package.json'),
    '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"sandbox": "echo mine",\n\t\t"sandbox:quick": "mapswell run --quick",\n\t\t"sandbox:baseline": "mapswell baseline",\n\t\t"sandbox:compare": "mapswell compare --run --rounds 1 --gate none"\n\t}\n}',
  );
  const again = fakeIo(['init', '--for', 'node-cache'], { cwd });
  t.is(await runCli(again), 0);
  t.regex(again.output, /^kept {5}package\.json$/m);
});

test('init asks at a terminal, takes the number or the name, and says what else it wanted', async (t) => {
  const asked: string[] = [];
  const answering = (answer: string) => async (question: string) => {
    asked.push(question);
    return answer;
  };
  for (const [answer, file] of [
    ['2', 'go-cache.ts'],
    [' module ', 'my-map.ts'],
  ] as const) {
    const cwd = temporaryFolder('init');
    t.is(await runCli(fakeIo(['init'], { cwd, ask: answering(answer) })), 0);
    t.deepEqual(readdirSync(join(cwd, 'scenarios')), [file]);
  }
  t.regex(asked[0] ?? '', /1 {2}a Map or Set of a Node\.js service\n/);
  const cwd = temporaryFolder('init');
  const wrong = fakeIo(['init'], { cwd, ask: answering('7') });
  t.is(await runCli(wrong), 2);
  t.is(wrong.errors, 'error: expected 1 to 3 or one of node-cache, go-cache, module, got 7\n');
  const alone = fakeIo(['init'], { cwd });
  t.is(await runCli(alone), 2);
  t.regex(alone.errors, /expected --for node-cache, go-cache, module: there is no terminal to ask/);
  const small = fakeIo(['init', '--for', 'module', '--limit', '1MiB'], { cwd });
  t.is(await runCli(small), 2);
  t.regex(small.errors, /expected --limit to be from 64MiB to 1TiB, got 1MiB/);
  t.deepEqual(readdirSync(cwd), []);
});
