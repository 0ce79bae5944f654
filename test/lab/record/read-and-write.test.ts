import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import * as fc from 'fast-check';
import { canonicalJson } from '../../../src/base/primitives/canonical-json.ts';
import {
  formatRecord,
  parseRecord,
  readRecord,
  writeRecord,
} from '../../../src/lab/record/record-file.ts';
import { recordJsonSchema } from '../../../src/lab/record/record-json-schema.ts';
import { everyOutcomePlans, makeRecord, shippedPlans } from '../../support/make-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('record');
const record = makeRecord(everyOutcomePlans);
const small = formatRecord(makeRecord(shippedPlans.slice(0, 1)));

async function messageOf(text: string): Promise<string> {
  try {
    await parseRecord(text, 'record.json');
    return 'no error';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('a record with every outcome comes back as it was written', async (t) => {
  const path = join(folder, 'a/record.json');
  await writeRecord(path, record);
  t.deepEqual(await readRecord(path), record);
});

test('the same record is written as the same bytes, whatever the order of its keys', async (t) => {
  const path = join(folder, 'twice.json');
  await writeRecord(path, record);
  t.is(formatRecord(await readRecord(path)), formatRecord(record));
  const { kind, ...others } = record;
  t.is(formatRecord({ ...others, kind }), formatRecord(record));
  t.true(formatRecord(record).startsWith('{\n  "cells": [\n'));
  t.true(formatRecord(record).endsWith('}\n'));
});

test('lines stay short enough to read a difference', (t) => {
  const long = small.split('\n').filter((line) => line.length > 100);
  t.deepEqual(long, []);
});

test('what is missing or cannot be read is named', async (t) => {
  const missing = join(folder, 'missing.json');
  await t.throwsAsync(readRecord(missing), {
    message: `cannot read ${missing}: there is no such file`,
  });
  await t.throwsAsync(readRecord(folder), {
    message: `cannot read ${folder}: it is a folder`,
  });
});

test('an empty or cut off file is told apart from one that is no JSON', async (t) => {
  t.is(await messageOf(''), 'cannot read record.json: it is empty');
  t.is(await messageOf('  \n'), 'cannot read record.json: it is empty');
  t.is(
    await messageOf(small.slice(0, 5000)),
    'cannot read record.json: it is cut off after 5000 characters',
  );
  t.is(
    await messageOf('{"kind": "mapsw'),
    'cannot read record.json: it is cut off after 15 characters',
  );
  t.is(await messageOf('{\n  "kind": x\n}'), 'cannot read record.json: it is no JSON');
  t.is(
    await messageOf('{"kind": 1,\n "b" 2}'),
    'cannot read record.json: it is no JSON (line 2, column 6)',
  );
  t.is(await messageOf('cell,scenario\n'), 'cannot read record.json: it is no JSON');
});

test('every cut of a record is refused as cut off', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: small.trimEnd().length - 1 }), async (length) => {
      t.regex(
        await messageOf(small.slice(0, length)),
        /^cannot read record\.json: it is cut off after /,
      );
    }),
    { numRuns: 200 },
  );
});

test('foreign JSON and other versions are named', async (t) => {
  t.is(
    await messageOf('{"name":"mapswell"}'),
    'cannot read record.json: it is no mapswell record: expected kind to be "mapswell-record", got nothing',
  );
  t.is(
    await messageOf('[1, 2]'),
    'cannot read record.json: it is no mapswell record: expected kind to be "mapswell-record", got nothing',
  );
  t.is(
    await messageOf('{"version":2,"kind":"mapswell-record"}'),
    'cannot read record.json: it was written by a newer mapswell: its version is 2, this program reads 1',
  );
  t.is(
    await messageOf('{"kind":"mapswell-record","version":3}'),
    'cannot read record.json: it was written by a newer mapswell: its version is 3, this program reads 2',
  );
  t.is(
    await messageOf('{"kind":"mapswell-record","version":"1"}'),
    'cannot read record.json: expected version to be 1, got "1"',
  );
});

test('a broken field is named by its path, the rule and the value', async (t) => {
  const broken = async (from: string | RegExp, to: string): Promise<string> => {
    const text = small.replace(from, to);
    t.not(text, small);
    return (await messageOf(text)).replace('cannot read record.json: ', '');
  };
  t.is(
    await broken('"isComplete": true', '"isComplete": "yes"'),
    'isComplete: expected boolean, got "yes"',
  );
  t.is(
    await broken('"hint": 0', '"hint": -3'),
    'cells[0].cell.hint: expected a whole number of at least 0, got -3',
  );
  t.is(
    await broken('"guard": "mutex"', '"guard": "spinlock"'),
    'cells[0].cell.guard: expected one of none, mutex, rwmutex, sync.Map, sharded:N, got "spinlock"',
  );
  t.is(
    await broken('"kind":"sequential"', '"kind":"sideways"'),
    'cells[0].cell.workload.phases[0].keys.kind: expected one of sequential, uniform, zipfian, hot-set, sliding-window, adversarial, trace, got "sideways"',
  );
  t.is(
    await broken('{"kind":"completed"}', '{"kind":"killed","by":"x","last":null}'),
    'cells[0].exact[0].outcome.signal: expected a string, got nothing',
  );
  t.is(
    await broken('"exactAgree"', '"colour": "red",\n"exactAgree"'),
    'cells[0].colour: unknown key',
  );
  t.is(await broken(/"environment": \{[^}]*\},/, ''), 'environment: expected object, got nothing');
  t.is(
    await broken(/"environment": \{[^}]*\},/, '"environment": {},'),
    'environment.cpuModel: expected a string, got nothing',
  );
});

test('a record of a million wrong cells is wrong in one way, and costs no memory for the others', async (t) => {
  const head = small.slice(small.indexOf('"configuration"'));
  t.is(
    await messageOf(`{"cells": [${'{},'.repeat(300_000)}{}], ${head}`),
    'cannot read record.json: cells[0].cell: expected object, got nothing',
  );
  t.is(
    await messageOf(`{"cells": [${'{},'.repeat(5_000_000)}{}], ${head}`),
    'cannot read record.json: it has more than 5000000 lists and objects',
  );
});

test('a figure that JSON cannot hold is a defect with its path, not a null', async (t) => {
  const completed = { kind: 'completed' } as const;
  const yardstick = [
    { round: 0, position: 0, outcome: completed, operationsPerSecond: Number.NaN },
  ];
  await t.throwsAsync(writeRecord(join(folder, 'bad.json'), { ...record, yardstick }), {
    message:
      'the record is not fit to be written: expected a finite number at .yardstick[0].operationsPerSecond, got NaN',
  });
});

test('canonical JSON does not depend on the order of keys', (t) => {
  t.is(
    canonicalJson({ b: [1, { d: null, c: 'x' }], a: true }),
    '{"a":true,"b":[1,{"c":"x","d":null}]}',
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      t.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the published schema is the one that records are checked against', async (t) => {
  const published = new URL('../../../../docs/record.schema.json', import.meta.url);
  t.deepEqual(JSON.parse(await readFile(published, 'utf8')), recordJsonSchema());
});

test('a byte order mark does not spoil a record', async (t) => {
  const path = join(folder, 'marked.json');
  await writeFile(path, `\uFEFF${small}`);
  t.is((await readRecord(path)).cells.length, 1);
});
