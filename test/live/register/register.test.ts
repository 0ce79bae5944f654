import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { registeredEvent } from '../../../src/live/register/growth-line.ts';
import { growthEventJsonSchema } from '../../../src/maps/figures/growth-cloud-event-schema.ts';
import { nameOfNode, nodesHere } from '../../support/node-programs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type RegisteredEvent = ReturnType<typeof registeredEvent>;

const root = new URL('../../../../', import.meta.url);
const program = fileURLToPath(new URL('test/fixtures/register/growing.mjs', root));

function run(
  node: string,
  events: string | undefined,
): { readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(node, ['--import', 'mapswell/register', program], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    env: { ...process.env, ...(events === undefined ? {} : { MAPSWELL_EVENTS: events }) },
  });
  if (status !== 0) throw new Error(stderr);
  return { stdout, stderr };
}

for (const node of nodesHere) {
  test.serial(
    `each growth of a table of 1,024 entries or more is told with its stack by ${nameOfNode(node)}, in workers too`,
    (t) => {
      const events = join(temporaryFolder('register'), 'events.ndjson');
      writeFileSync(events, '{"before":true}\n');
      const { stdout, stderr } = run(node, events);
      t.is(stderr, '');
      t.is(stdout, '[5000,-7,"set",1]');
      const [first, ...lines] = readFileSync(events, 'utf8').trimEnd().split('\n');
      t.is(first, '{"before":true}');
      const growths = lines.map((line): RegisteredEvent => JSON.parse(line));
      const isEvent = new Ajv2020({ strict: false, logger: false, validateFormats: false }).compile(
        growthEventJsonSchema(),
      );
      for (const growth of growths) t.true(isEvent(growth), JSON.stringify(isEvent.errors));
      t.deepEqual(
        growths.map(({ id, subject: map, data: { thread, collection, entries, ...data } }) => [
          thread === 0 ? 'main' : 'worker',
          map.replace(/^[1-9]\d*-/, 'worker-'),
          collection,
          entries,
          data.bytesBefore,
          data.bytesAfter,
          data.fromBuckets,
          id,
        ]),
        [
          ['main', '0-1', 'Map', 1025, 28_712, 57_384, 512, '1'],
          ['main', '0-1', 'Map', 2049, 57_384, 114_728, 1024, '2'],
          ['main', '0-1', 'Map', 4097, 114_728, 229_416, 2048, '3'],
          ['main', '0-2', 'Set', 1025, 20_520, 41_000, 512, '4'],
          ['worker', 'worker-1', 'Map', 1025, 28_712, 57_384, 512, '1'],
        ],
      );
      for (const { data } of growths)
        t.regex(
          data.stack[0] ?? '',
          new RegExp(`^fill${data.collection} \\(.*growing\\.mjs:\\d+:\\d+\\)$`),
        );
      t.true(growths.every(({ data }) => data.unreported === 0));
    },
  );
}

test('without a file, or with one that cannot be written, growths go to standard error', (t) => {
  const { stderr } = run(process.execPath, '');
  t.regex(
    stderr,
    /^mapswell: a Map passed 1024 entries at entry 1025: its table grew from 28712 to 57384 bytes\n {4}at fillMap \(/,
  );
  const refused = run(process.execPath, '/nowhere/events').stderr;
  t.regex(
    refused,
    /^mapswell: expected MAPSWELL_EVENTS to be a file that can be written, got \/nowhere\/events: .*ENOENT.*; growths go to standard error\nmapswell: a Map passed/,
  );
});

test('a program asks for its own collections in the words of every live map', (t) => {
  const code = `import { registered } from 'mapswell/register';
    const map = new Map();
    for (let i = 0; i < 3000; i++) map.set(i, i);
    const [live] = await registered.discover();
    const { origin, process: { runtime } } = registered;
    console.log(JSON.stringify([origin, runtime, live.id, live.figures.capacityEntries, map.size]));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  t.is(stdout, '["registered","node","0-1",4096,3000]\n');
});
