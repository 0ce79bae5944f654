import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import * as fc from 'fast-check';
import { readBaseline } from '../../../src/lab/compare/baseline/read-baseline.ts';
import { readRunFigures } from '../../../src/lab/compare/figures/read-run-figures.ts';
import {
  formatRecord,
  parseRecord,
  readRecord,
  writeRecord,
} from '../../../src/lab/record/record-file.ts';
import { recordLinesJsonSchema } from '../../../src/lab/record/record-json-schema.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import { openRawRecord } from '../../../src/lab/record/stored/open-record.ts';
import { openRaw } from '../../../src/lab/record/stored/raw-record.ts';
import { scanCells } from '../../../src/lab/record/stored/scan-cells.ts';
import { everyOutcomePlans, makeRecord } from '../../support/make-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('stored');
const completed = { kind: 'completed' } as const;
const small = makeRecord(
  ['a', 'b', 'c'].map((id) => ({ id, run: { inserts: 200 }, rounds: [completed] })),
);
/** The same as two machines gave it, in two sittings. */
const merged: RunRecord = {
  ...small,
  parts: [
    { startedAt: small.startedAt, finishedAt: '2025-11-22T21:18:30.000Z' },
    { startedAt: '2025-11-22T21:18:40.000Z', finishedAt: small.finishedAt },
  ],
  shards: [1, 2].map((index) => ({
    index,
    count: 2,
    processes: 7,
    startedAt: small.startedAt,
    finishedAt: small.finishedAt,
    environment: { ...small.environment, cores: index * 2 },
  })),
  yardstick: small.yardstick.map((one, at) => ({ ...one, shard: 1 + (at % 2) })),
  cells: small.cells.map((cell) => ({
    ...cell,
    exact: cell.exact.map((run, at) => ({ ...run, shard: at + 1 })),
    rounds: cell.rounds.map((run) => ({ ...run, shard: 2 })),
  })),
};
const lines = await linesOf(small, 'small.ndjson');

async function linesOf(one: RunRecord, name: string): Promise<string> {
  const path = join(folder, name);
  await writeRecord(path, one);
  return readFileSync(path, 'utf8');
}

function made(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

async function refusalOf(text: string): Promise<string> {
  try {
    await parseRecord(text, 'r.ndjson');
    return 'no error';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('a record in lines comes back as it was written, compressed or not', async (t) => {
  for (const one of [makeRecord(everyOutcomePlans), small, merged])
    for (const name of ['a.ndjson', 'a.ndjson.gz', 'a.json']) {
      const path = join(folder, name);
      await writeRecord(path, one);
      t.is(formatRecord(await readRecord(path)), formatRecord(one), name);
    }
});

test('the same record gives the same lines, and compressed they are those lines', async (t) => {
  const { kind, ...others } = await parseRecord(lines, 'r');
  t.is(await linesOf({ ...others, kind }, 'again.ndjson'), lines);
  await writeRecord(join(folder, 'small.ndjson.gz'), small);
  t.is(gunzipSync(readFileSync(join(folder, 'small.ndjson.gz'))).toString(), lines);
});

test('lines say where every process ran, and counts that agree stand once', async (t) => {
  const text = await linesOf(merged, 'merged.ndjson');
  t.true(text.startsWith('{"kind":"mapswell-record","version":2,"cells":3,'));
  const [head, cell, , , end] = text.split('\n').map((line) => JSON.parse(line || 'null'));
  t.deepEqual(
    head.environments.map(({ cores }: { readonly cores: number }) => cores),
    [2, 4],
  );
  t.deepEqual(
    head.sessions.map((one: Record<string, unknown>) => [one['environment'], one['shard']]),
    [
      [0, undefined],
      [0, undefined],
      [0, { index: 1, count: 2, processes: 7 }],
      [1, { index: 2, count: 2, processes: 7 }],
    ],
  );
  t.deepEqual(
    [...cell.exact, ...cell.rounds].map((one) => one.environment),
    [0, 1, 1],
  );
  t.is(cell.exact[0].counts.operations, 200);
  t.false('counts' in cell.exact[1]);
  t.is(cell.exact[1].sameCountsAs, 0);
  t.deepEqual(Object.keys(end), ['end', 'cells', 'sha256']);
});

test('counts that differ in one figure stand twice, whatever their digest says', async (t) => {
  const other = structuredClone(small);
  Object.assign(other.cells[0]?.exact[1]?.counts ?? {}, { operations: 201 });
  const text = await linesOf(other, 'other.ndjson');
  const { exact } = JSON.parse(text.split('\n')[1] ?? '');
  t.deepEqual(
    exact.map((one: { readonly counts: { readonly operations: number } }) => one.counts.operations),
    [200, 201],
  );
  t.is(formatRecord(await parseRecord(text, 'r')), formatRecord(other));
});

test('every cut of a record in lines is refused, compressed or not', async (t) => {
  const bytes = gzipSync(lines);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 60, max: lines.length - 1 }), async (at) => {
      t.regex(
        await refusalOf(lines.slice(0, at)),
        /^cannot read r\.ndjson: it is cut off (in line|after)/,
      );
    }),
    { numRuns: 40 },
  );
  const cut = join(folder, 'cut.ndjson.gz');
  for (const share of [0.2, 0.5, 0.9, 0.999]) {
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * share)));
    for (const read of [readRecord, readRunFigures])
      await t.throwsAsync(read(cut), { code: 'input', message: /it is cut off/ });
  }
});

test('every changed byte of a record in lines is refused by whoever reads it', async (t) => {
  const path = join(folder, 'changed.ndjson');
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 60, max: lines.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const bytes = Buffer.from(lines);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(path, bytes);
        for (const read of [readRecord, readRunFigures]) {
          const { code = '' } = Object(await t.throwsAsync(read(path)));
          t.true(['input', 'invalid'].includes(code), code);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('what somebody did to a record in lines is named', async (t) => {
  const [head = '', first = '', second = '', third = '', end = ''] = lines.split('\n');
  const changed = 'r.ndjson was changed after it had been written';
  const id = small.cells[0]?.cell.id ?? '';
  const cases: readonly (readonly [string, string])[] = [
    [made(head, first, second, third), 'cannot read r.ndjson: it is cut off after 3 of 3 cells'],
    [
      lines + lines,
      'cannot read r.ndjson, line 6: it goes on after its last line: two files were put together',
    ],
    [made(head, first, third, end), `${changed}: its last line says 3 cells, there are 2`],
    [made(head, first, first, third, end), `${changed}: the cell "${id}" stands in lines 2 and 3`],
    [
      made(head, second, first, third, end),
      `${changed}: its bytes do not have the sum of its last line`,
    ],
    [
      made(head, first, second, third.replaceAll('"operations":200', '"operations":201'), end),
      `${changed}: its bytes do not have the sum of its last line`,
    ],
    [
      made(head, first.replace('"exact":', '"exakt":'), second, third, end),
      'cannot read r.ndjson, line 2: exact: expected array, got nothing',
    ],
    [
      made(head, first.slice(0, -9), second, third, end),
      'cannot read r.ndjson, line 2: it is cut off after',
    ],
    [
      made(head, first.replace('"sameCountsAs":0', '"sameCountsAs":7'), second, third, end),
      'cannot read r.ndjson, line 2: exact[1].sameCountsAs: expected the place of a process with counts, got 7',
    ],
    [
      made(head.replace('"environment":0', '"environment":4'), first, second, third, end),
      'cannot read r.ndjson, line 1: environment: expected one of the 1 environments, counted from 0, got 4',
    ],
    [
      made(head.replace('"version":2', '"version":3'), first),
      'cannot read r.ndjson: it was written by a newer mapswell: its version is 3, this program reads 2',
    ],
  ];
  for (const [text, message] of cases) {
    const found = await refusalOf(text);
    t.true(found.startsWith(message), `${found}\n${message}`);
  }
});

test('a comparison reads lines as it reads the document', async (t) => {
  const one = makeRecord(everyOutcomePlans);
  const figures = await Promise.all(
    ['f.json', 'f.ndjson', 'f.ndjson.gz'].map(async (name) => {
      await writeRecord(join(folder, name), one);
      const { baseline } = await readBaseline(join(folder, name));
      t.deepEqual(await readRunFigures(join(folder, name)), baseline[0]);
      return baseline[0];
    }),
  );
  t.deepEqual(figures[1], figures[0]);
  t.deepEqual(figures[2], figures[0]);
});

test('a large document is read cell by cell with the same result and the same words', async (t) => {
  const path = join(folder, 'large.json');
  await writeRecord(path, merged);
  const raw = await openRaw(path, 100);
  t.is(raw.kind, 'parts');
  const { head, cells, cellCount } = await openRawRecord(raw, path);
  const all = [];
  for await (const cell of cells()) all.push(cell);
  t.is(formatRecord({ ...head, cells: all }), formatRecord(merged));
  t.is(cellCount, 3);
  const broken = formatRecord(merged).replace('"exactAgree": true', '"exactAgree": "yes"');
  writeFileSync(path, broken);
  const opened = await openRawRecord(await openRaw(path, 100), path);
  const message = `cannot read ${path}: cells[0].exactAgree: expected boolean, got "yes"`;
  await t.throwsAsync(async () => opened.cells()[Symbol.asyncIterator]().next(), { message });
  await t.throwsAsync(readRecord(path), { message });
});

test('cells are found in a document of any content, however it is cut in pieces', (t) => {
  const name = fc.oneof(fc.constantFrom('cells', 'a', '[{"', '\\"]}', 'ä'), fc.string());
  const cell = fc.dictionary(name, fc.jsonValue());
  fc.assert(
    fc.property(
      fc.array(cell),
      fc.dictionary(name, fc.jsonValue()),
      fc.nat(),
      (cells, others, size) => {
        const document = { ...others, cells, z: others };
        const text = JSON.stringify(document, null, size % 3);
        const bytes = Buffer.from(text);
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += 1 + (size % 50))
          chunks.push(bytes.subarray(at, at + 1 + (size % 50)));
        const scanned = scanCells(chunks);
        if (scanned === null) {
          t.true(JSON.stringify(others).length > 100 || bytes.length > 100);
          return;
        }
        const { ranges, rest } = scanned;
        const found = cells.map((_, at) =>
          JSON.parse(
            bytes.toString(
              'utf8',
              ranges[2 * at],
              Number(ranges[2 * at]) + Number(ranges[2 * at + 1]),
            ),
          ),
        );
        t.deepEqual(found, JSON.parse(JSON.stringify(cells)));
        t.deepEqual(JSON.parse(rest), { ...JSON.parse(text), cells: cells.map(() => 0) });
      },
    ),
    { numRuns: 300 },
  );
});

test('each line is of the published schema, which is the one that records are checked against', async (t) => {
  const published = new URL('../../../../docs/record-lines.schema.json', import.meta.url);
  const schema = JSON.parse(await readFile(published, 'utf8'));
  t.deepEqual(schema, recordLinesJsonSchema());
  const isLine = new Ajv2020({ strict: false, logger: false, validateFormats: false }).compile(
    schema,
  );
  const text = await linesOf(merged, 'schema.ndjson');
  for (const line of text.trimEnd().split('\n'))
    t.true(isLine(JSON.parse(line)), JSON.stringify(isLine.errors?.slice(0, 2)));
  t.false(isLine({ end: 'mapswell-record', cells: 1 }));
});
