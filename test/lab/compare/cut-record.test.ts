import test from 'ava';
import * as fc from 'fast-check';
import { figuresOfCutRecord } from '../../../src/lab/compare/figures/figures-of-cut-record.ts';
import { KnownCounts } from '../../../src/lab/compare/figures/known-counts.ts';
import { parseRunFigures } from '../../../src/lab/compare/figures/read-run-figures.ts';
import { formatRecord } from '../../../src/lab/record/record-file.ts';
import { cutRecord, roomsFor } from '../../../src/lab/record/stored/cut-record.ts';
import { RawText } from '../../../src/lab/record/stored/raw-text.ts';
import { everyOutcomePlans, makeRecord } from '../../support/make-record.ts';

const record = makeRecord(everyOutcomePlans);
const text = formatRecord(record);

function figuresOf(document: string, known = new KnownCounts()) {
  return figuresOfCutRecord(new RawText(Buffer.from(document)), known);
}

function deep(levels: number): string {
  return `"x": ${'['.repeat(levels)}${']'.repeat(levels)},`;
}

test('the figures of a record that is cut are those of the whole, also where it is no ASCII', (t) => {
  for (const document of [
    text,
    text.replaceAll('"purpose": "', '"purpose": "größer – '),
    JSON.stringify(record),
    JSON.stringify(record, null, 4),
    JSON.stringify(record, null, '\t').replaceAll('\n', '\r\n'),
  ])
    t.deepEqual(figuresOf(document), parseRunFigures(document, 'r.json'));
});

test('a record is cut alike wherever the pieces end in which it is read', (t) => {
  const bytes = Buffer.from(JSON.stringify(record, null, 1));
  const whole = figuresOf(bytes.toString());
  for (const most of [1, 61, 4099]) {
    const pieces = {
      bytes: bytes.length,
      *read(makeRoom: () => Uint8Array) {
        for (let at = 0; at < bytes.length; at += most)
          yield makeRoom().subarray(0, bytes.copy(makeRoom(), 0, at, at + most));
      },
    };
    t.deepEqual(figuresOfCutRecord({ pieces }, new KnownCounts()), whole);
  }
});

test('a cell with more parts than most is cut with more room', (t) => {
  const document = formatRecord(
    makeRecord([{ id: 'churn', run: { inserts: 820, churnGrowths: 2500 }, rounds: [] }]),
  );
  const pieces = new RawText(Buffer.from(document)).pieces ?? t.fail();
  const [usual = 0, enough = 0] = roomsFor(pieces);
  t.is(
    cutRecord(pieces, usual, () => t.fail()),
    null,
  );
  t.not(
    cutRecord(pieces, enough, () => t.pass()),
    null,
  );
  t.deepEqual(figuresOf(document), parseRunFigures(document, 'r.json'));
});

const histograms = fc
  .record({
    pairs: fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: 2367 }), fc.integer({ min: 1, max: 1e12 })),
      { selector: ([bucket]) => bucket, maxLength: 30 },
    ),
    samples: fc.integer({ min: 0, max: 5000 }),
    more: fc.integer({ min: 0, max: 1e6 }),
    minNs: fc.integer({ min: 0, max: 1e6 }),
    maxNs: fc.integer({ min: 0, max: 1e12 }),
    below: fc.option(
      fc.record({
        resolutionNs: fc.integer({ min: 0, max: 1e6 }),
        weight: fc.integer({ min: 0, max: 1e12 }),
      }),
      { nil: undefined },
    ),
  })
  .map(({ pairs, more, samples, minNs, maxNs, below }) => ({
    samples,
    minNs,
    maxNs,
    below,
    counts: pairs.toSorted(([a], [b]) => a - b),
    weight: pairs.reduce((sum, [, weight]) => sum + weight, more + 1),
  }));

test('latencies of lists that nobody parsed are those of parsed histograms, to the last bit', (t) => {
  const [cell] = makeRecord([{ id: 'one', run: { inserts: 20 } }]).cells;
  const latencies = fc.record({ normal: histograms, evacuating: histograms, growing: histograms });
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 1, maxLength: 5 }), (rounds) => {
      const changed = rounds.map((latency, index) => {
        const round = cell?.rounds[index];
        return { ...round, measurement: { ...round?.measurement, latency } };
      });
      const document = JSON.stringify({ ...record, cells: [{ ...cell, rounds: changed }] });
      t.deepEqual(figuresOf(document), parseRunFigures(document, 'r.json'));
    }),
    { numRuns: 300 },
  );
});

test('of a record in which a byte is wrong, nothing is read but what its whole says', (t) => {
  const bytes = Buffer.from(formatRecord(makeRecord([{ id: 'one', run: { inserts: 20 } }])));
  const change = fc.tuple(
    fc.nat({ max: bytes.length - 1 }),
    fc.constantFrom(0, 1),
    fc.constantFrom('', '0', '5', '[', ']', '{', '}', ',', ':', '"', ' ', '-', '.', '\\', 'n', 'é'),
  );
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
      let document = bytes.toString();
      for (const [at, removed, put] of changes)
        document = document.slice(0, at) + put + document.slice(at + removed);
      const figures = figuresOf(document);
      if (figures !== null) t.deepEqual(figures, parseRunFigures(document, 'r.json'));
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('a list that is none is left to whoever reads the whole', (t) => {
  const document = JSON.stringify(record);
  const [list = ''] = /"counts":\[\[[^}]*?\]\]/.exec(document) ?? [];
  const [, rest = ''] = /^"counts":\[\[\d+,\d+(.*)$/s.exec(list) ?? [];
  t.not(figuresOf(document.replace(list, `"counts":[[1,128${rest}`)), null);
  for (const pairs of [
    `[[1.0,128${rest}`,
    `[[01,128${rest}`,
    `[[1,-128${rest}`,
    `[[1,1e2${rest}`,
    `[[1,0${rest}`,
    `[[1,1234567890123456${rest}`,
    `[[2368,128]]`,
    `[[2,128],[2,128]]`,
    `[[3,128],[2,128]]`,
    `[[1,128,1${rest}`,
    `[[1${rest}`,
    `[,[1,128${rest}`,
    `[[1,128],]`,
    `[[1,128] [2,128]]`,
    `[[1,128]`,
    `[{},[1,128${rest}`,
    '7',
    '{}',
    'null',
    '"1"',
  ])
    t.is(figuresOf(document.replace(list, `"counts":${pairs}`)), null);
});

test('counts of the same bytes are read once, in one record and in the next', (t) => {
  const known = new KnownCounts();
  const [first, second] = [figuresOf(text, known), figuresOf(text, known)];
  const [cell, other] = [first?.cells[0], second?.cells[0]];
  t.not(cell?.exact[0]?.counts ?? null, null);
  t.is(cell?.exact[1]?.counts, cell?.exact[0]?.counts);
  t.is(other?.exact[0]?.counts, cell?.exact[0]?.counts);
});

test('what is laid out otherwise, or wrong, is left to whoever reads the whole', (t) => {
  const cells = '  "cells": [\n';
  const counts = '          "counts": {\n';
  for (const document of [
    `\uFEFF${text}`,
    text.replace('"counts": {', String.raw`"\u0063ounts": {`),
    text.replace('"mapswell-record"', '"mapswell-trace"'),
    text.replace('"version": 1', '"version": 2'),
    text.replace(cells, `${cells}    {},\n`),
    text.replace('  "configuration"', '  "cells": [],\n  "configuration"'),
    text.replace(counts, '          "counts": 0,\n          "others": {\n'),
    text.replace('\n          "limits"', '\n          "counts": null,\n          "limits"'),
    text.replace('"exactAgree": true', '"exactAgree": "yes"'),
    text.replace('"operation": ', '"operation": -'),
    // Deeper than 200 only with what is around a cell, or around counts.
    text.replace('      "cell": {\n', `      "cell": {\n${deep(197)}\n`),
    text.replace(counts, `${counts}${deep(195)}\n`),
    text.slice(0, -3),
  ]) {
    t.not(document, text);
    t.is(figuresOf(document), null);
  }
  t.not(figuresOf(text.replace('      "cell": {\n', `      "cell": {\n${deep(196)}\n`)), null);
});
