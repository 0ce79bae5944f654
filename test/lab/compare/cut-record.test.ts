import test from 'ava';
import { figuresOfCutRecord } from '../../../src/lab/compare/figures/figures-of-cut-record.ts';
import { KnownCounts } from '../../../src/lab/compare/figures/known-counts.ts';
import { parseRunFigures } from '../../../src/lab/compare/figures/read-run-figures.ts';
import { formatRecord } from '../../../src/lab/record/record-file.ts';
import { cutRecord } from '../../../src/lab/record/stored/cut-record.ts';
import { everyOutcomePlans, makeRecord } from '../../support/make-record.ts';

const record = makeRecord(everyOutcomePlans);
const text = formatRecord(record);

function figuresOf(document: string, known = new KnownCounts()) {
  return figuresOfCutRecord({ bytes: Buffer.from(document) }, known);
}

function deep(levels: number): string {
  return `"x": ${'['.repeat(levels)}${']'.repeat(levels)},`;
}

test('a record is cut into its cells and their counts, and the pieces are the document', (t) => {
  const cut = cutRecord(Buffer.from(text));
  t.is(cut?.cells.length, record.cells.length);
  const cells = cut?.cells.map(({ rest, counts }) =>
    rest.replaceAll(/"counts": (\d+)/g, (_, place) => `"counts": ${String(counts[Number(place)])}`),
  );
  const zeros = record.cells.map(() => '0').join(',');
  t.deepEqual(
    JSON.parse(cut?.rest.replace(`[\n    ${zeros}\n`, `[${cells?.join(',')}`) ?? ''),
    JSON.parse(text),
  );
});

test('the figures of a record that is cut are those of the whole, also where it is no ASCII', (t) => {
  for (const document of [text, text.replaceAll('"purpose": "', '"purpose": "größer – ')])
    t.deepEqual(figuresOf(document), parseRunFigures(document, 'r.json'));
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
    JSON.stringify(record),
    JSON.stringify(record, null, 4),
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
