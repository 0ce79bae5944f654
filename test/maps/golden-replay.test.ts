import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { replayRecording } from '../../src/maps/golden/replay.ts';
import { SandboxError } from '../../src/index.ts';

const folder = new URL('../../../test/golden/', import.meta.url);
const recordings = readdirSync(folder);
const classic = recordings.filter((name) => /^classic_\d+_.*\.json\.gz$/.test(name));
const swiss = recordings.filter((name) => /^swiss_\d+_.*\.json\.gz$/.test(name));

function bytesOf(name: string): Buffer {
  return readFileSync(new URL(name, folder));
}

interface Document {
  Recs: Record<string, unknown>[];
  [name: string]: unknown;
}

/** A recording with something changed, as plain JSON. */
function altered(name: string, change: (document: Document) => void): Uint8Array {
  const document: Document = JSON.parse(gunzipSync(bytesOf(name)).toString());
  change(document);
  return new TextEncoder().encode(JSON.stringify(document));
}

test('every classic recording replays field by field and digest by digest', (t) => {
  const results = Object.fromEntries(
    classic.map((name) => {
      const { fields, digests, mismatches } = replayRecording(bytesOf(name));
      return [name, [fields, digests, mismatches]];
    }),
  );
  t.deepEqual(results, {
    // Made by tools/record-classic-map.go on Go 1.19.8: up to 2^11 buckets, clear in a growth, and
    // a map that falls empty in a growth.
    'classic_119_clear.json.gz': [47_369, 123, 0],
    'classic_119_grow.json.gz': [98_013, 192, 0],
    'classic_119_mix.json.gz': [126_013, 229, 0],
    'classic_119_zero.json.gz': [54_088, 132, 0],
    'classic_122_mix2500.json.gz': [35_013, 252, 0],
    'classic_122_over8.json.gz': [153, 11, 0],
    'classic_122_rnd2000.json.gz': [28_013, 82, 0],
    'classic_122_seq220.json.gz': [3093, 221, 0],
    'classic_122_slide100.json.gz': [138_613, 101, 0],
  });
});

test('every Swiss recording replays field by field and digest by digest', (t) => {
  const results = Object.fromEntries(
    swiss.map((name) => {
      const { fields, digests, mismatches } = replayRecording(bytesOf(name));
      return [name, [fields, digests, mismatches]];
    }),
  );
  t.deepEqual(results, {
    'swiss_124_mix2500.json.gz': [30_011, 252, 0],
    'swiss_124_over8.json.gz': [131, 11, 0],
    'swiss_124_rnd2000.json.gz': [24_011, 42, 0],
    'swiss_124_seq220.json.gz': [2651, 221, 0],
    'swiss_125_churn150.json.gz': [37_811, 87, 0],
    'swiss_125_small.json.gz': [6369, 532, 0],
    'swiss_126_clear.json.gz': [18_905, 61, 0],
    'swiss_126_mix500.json.gz': [24_011, 201, 0],
    'swiss_127_churn150.json.gz': [37_811, 87, 0],
    'swiss_127_clear.json.gz': [30_438, 66, 0],
    'swiss_127_hint897.json.gz': [10_811, 26, 0],
    'swiss_127_rnd2000.json.gz': [24_011, 42, 0],
  });
});

test('a plain recording replays like a gzipped one', (t) => {
  const plain = gunzipSync(bytesOf('classic_122_over8.json.gz'));
  t.deepEqual(replayRecording(plain), {
    fields: 153,
    digests: 11,
    mismatches: 0,
    firstMismatch: null,
  });
});

test('a difference in a field is named with its record and both values', (t) => {
  const changed = altered('classic_122_over8.json.gz', ({ Recs }) => {
    Object.assign(Recs[9] ?? {}, { ta: 481 });
    Object.assign(Recs[10] ?? {}, { nev: 7 });
  });
  const { mismatches, firstMismatch } = replayRecording(changed);
  t.is(mismatches, 2);
  t.deepEqual(firstMismatch, { record: 9, field: 'ta', recorded: '481', replayed: '192' });
});

test('a difference in one bit of the table shows in the digest', (t) => {
  const changed = altered('classic_122_over8.json.gz', (document) => {
    document['Hashkey'] = String(BigInt(String(document['Hashkey'])) ^ (1n << 40n));
  });
  t.true(replayRecording(changed).mismatches > 0);
});

const whole = bytesOf('classic_122_over8.json.gz');
const badFiles: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['a truncated gzip file', whole.subarray(0, 200), /expected a whole gzip file/],
  ['truncated JSON', gunzipSync(whole).subarray(0, 300), /expected JSON, got text/],
  ['an empty file', new Uint8Array(), /expected JSON, got text/],
  ['another document', gzipSync('{"a":1}'), /expected Aes to be a boolean, got nothing/],
  [
    'records cut off',
    altered('classic_122_over8.json.gz', ({ Recs }) => void Recs.pop()),
    /expected one more record than operations, got 10 records and 10 operations/,
  ],
  [
    'a record without a field',
    altered('classic_122_over8.json.gz', ({ Recs }) => void delete Recs[3]?.['nev']),
    /expected Recs\[3\] to have the fields .*, got one without nev/,
  ],
  [
    'a record with an unknown field',
    altered('classic_122_over8.json.gz', ({ Recs }) => Object.assign(Recs[4] ?? {}, { zz: 1 })),
    /got one with zz/,
  ],
  [
    'a recording with the AES hash',
    altered('classic_122_over8.json.gz', (document) => (document['Aes'] = true)),
    /expected Aes to be false/,
  ],
  [
    'an unknown version',
    altered('classic_122_over8.json.gz', (document) => (document['Ver'] = 'devel')),
    /expected Ver to look like go1\.22\.12, got "devel"/,
  ],
];

for (const [name, bytes, message] of badFiles)
  test(`${name} is refused with a reason`, (t) => {
    t.throws(() => replayRecording(bytes), { instanceOf: SandboxError, code: 'input', message });
  });
