import process from 'node:process';
import test from 'ava';
import { fillGoProcess } from '../../../src/lab/run/capacity/fill-go-process.ts';
import { measureNodeFill } from '../../../src/lab/run/capacity/measure-node-fill.ts';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { entryTypes } from '../../../src/maps/model/payload/entry-types.ts';
import { parseSizeDistribution } from '../../../src/maps/model/payload/parse-size-distribution.ts';
import { payloadOf } from '../../../src/maps/model/payload/payload-of.ts';
import type { SizeDistribution } from '../../../src/maps/model/payload/size-distribution.ts';
import { defaultGoSettings } from '../../../src/maps/model/runtime/go-settings.ts';
import { sizeModelFor } from '../../../src/maps/model/size/size-model-for.ts';
import { goHere } from '../../support/go-here.ts';

interface Case {
  readonly key: string;
  readonly value: string;
  readonly keySizes?: string;
  readonly valueSizes?: string;
}

/** So many that what a process holds besides does not matter. */
const entries = 150_000;
const largestError = 0.02;
const limitBytes = 2 ** 30;
const signal = new AbortController().signal;

function sizes(text: string | undefined): SizeDistribution | null {
  return text === undefined ? null : parseSizeDistribution(text, 'sizes');
}

/** Bytes of the heap by the model: the table, and what its entries carry. */
function modelled(map: MapModel, { key, value, keySizes, valueSizes }: Case, nodeMajor: number) {
  const types = entryTypes({ map, key, value });
  const { model } = sizeModelFor(map, types.key, types.value, 0);
  const payload = payloadOf({
    map,
    key,
    value,
    keySizes: sizes(keySizes),
    valueSizes: sizes(valueSizes),
    nodeMajor,
  });
  return {
    heapBytes: model.state(entries).bytesHeld + entries * payload.heapBytes,
    contentBytes: entries * payload.contentBytes,
    offHeapBytes: entries * payload.offHeapBytes,
  };
}

// Inside the table, behind pointers, strings and slices; fixed and distributed; small ones and large.
const goCases: readonly Case[] = [
  { key: 'string(36)', value: 'int64' },
  { key: 'string(40)', value: '[]byte(512)' },
  { key: 'int64', value: '[64]byte' },
  { key: 'int64', value: '[256]byte' },
  { key: 'int64', value: '*[7]int64' },
  { key: 'string(24)', value: 'string(100)' },
  { key: 'string(8)', value: 'string(5)' },
  { key: 'string', value: '[]byte', keySizes: '20:1,60:3', valueSizes: 'lognormal(200, 1500)' },
  {
    key: 'string(37)',
    value: '*struct { user int64; created, expires int64; csrf string(32); roles []string(4)(1) }',
  },
  { key: 'int64', value: 'any', valueSizes: '40:1,700:1' },
];

// A classic map and a Swiss one; the payload is the same in every version.
for (const minor of [22, 27]) {
  test(`ten payloads weigh in Go 1.${minor} what the model says, within 2 %`, async (t) => {
    const go = await goHere(t, minor);
    if (go === null) return;
    const map: MapModel = minor === 22 ? 'go1.22' : 'go1.27';
    for (const one of goCases) {
      const { weighed, entries: filled } = await fillGoProcess({
        ...one,
        keySizes: sizes(one.keySizes),
        valueSizes: sizes(one.valueSizes),
        hint: 0,
        go,
        settings: defaultGoSettings,
        env: process.env,
        limitBytes,
        entries,
        live: null,
        weighs: true,
        signal,
      });
      const { heapBytes } = modelled(map, one, 20);
      const ratio = (weighed?.heapBytes ?? 0) / heapBytes;
      t.is(filled, entries);
      t.true(Math.abs(ratio - 1) < largestError, `map[${one.key}]${one.value}: ${ratio}`);
    }
  });
}

const nodeCases: readonly Case[] = [
  { key: 'string(36)', value: 'smi' },
  { key: 'double', value: 'double' },
  { key: 'utf16(20)', value: '[string(10), string(10), smi]' },
  { key: 'smi', value: '{ a: smi, b: double, c: string(8), d: null, e: boolean }' },
  {
    key: 'string(37)',
    value: "{ userId: smi, createdAt: double, expires: double, csrf: string(32), roles: ['user'] }",
  },
  { key: 'string(16)', value: 'Buffer(300)' },
  { key: 'smi', value: 'Buffer(40)' },
  { key: 'string', value: 'string', keySizes: '20:1,60:3', valueSizes: 'lognormal(200, 1500)' },
  { key: 'smi', value: 'double[10]' },
  { key: 'randomUUID', value: '{ when: Date, tags: string(6)[3], big: bigint }' },
];

test('ten payloads weigh in this Node.js what the model says, within 2 %', async (t) => {
  const major = Number(process.versions.node.split('.')[0]);
  for (const one of nodeCases) {
    const { weighed, entries: filled } = await measureNodeFill({
      ...one,
      keySizes: sizes(one.keySizes),
      valueSizes: sizes(one.valueSizes),
      program: process.execPath,
      nodeArguments: [],
      limitBytes,
      entries,
      live: null,
      weighs: true,
      signal,
    });
    const { heapBytes, offHeapBytes, contentBytes } = modelled('v8', one, major);
    const ratio = (weighed?.heapBytes ?? 0) / heapBytes;
    t.is(filled, entries);
    t.true(Math.abs(ratio - 1) < largestError, `${one.key} to ${one.value}: ${ratio}`);
    // V8 counts the bytes of buffers, and not what malloc adds to them.
    if (offHeapBytes > 0) t.is((weighed?.offHeapBytes ?? 0) / contentBytes > 0.9, true);
  }
});
