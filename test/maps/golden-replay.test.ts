import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { replayRecording } from '../../src/maps/golden/replay-recording.ts';
import { SandboxError } from '../../src/index.ts';

const folder = new URL('../../../test/golden/', import.meta.url);
const recordings = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));
const isSampled = (name: string): boolean =>
  JSON.parse(gunzipSync(bytesOf(name)).toString())['Format'] === 2;
const full = recordings.filter((name) => !isSampled(name));

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

test('every classic recording of format 1 replays field by field and digest by digest', (t) => {
  const results = Object.fromEntries(
    full
      .filter((name) => name.startsWith('classic_'))
      .map((name) => {
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
    // Of Go 1.21.13, whose maps double at 6.0 entries per bucket.
    'classic_121_grow.json.gz': [98_013, 192, 0],
    'classic_122_mix2500.json.gz': [35_013, 252, 0],
    'classic_122_over8.json.gz': [153, 11, 0],
    'classic_122_rnd2000.json.gz': [28_013, 82, 0],
    'classic_122_seq220.json.gz': [3093, 221, 0],
    'classic_122_slide100.json.gz': [138_613, 101, 0],
    // With GOEXPERIMENT=noswissmap, whose header is 56 bytes and charged 64.
    'classic_124_zero.json.gz': [90_671, 182, 0],
    'classic_125_clear.json.gz': [47_369, 123, 0],
  });
});

test('every Swiss recording of format 1 replays field by field and digest by digest', (t) => {
  const results = Object.fromEntries(
    full
      .filter((name) => name.startsWith('swiss_'))
      .map((name) => {
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

test('every recording of format 2, of any type, replays by its digests of fields and of tables', (t) => {
  const results = Object.fromEntries(
    recordings.filter(isSampled).map((name) => {
      const result = replayRecording(bytesOf(name));
      const { operations, fields, stretches, digests, mismatches } = result;
      return [name, [operations, fields, stretches, digests, mismatches]];
    }),
  );
  t.deepEqual(results, {
    'classic_119_ptrval-grow.json.gz': [8000, 1065, 82, 22, 0],
    // Made with the recorder of `verify`: four times 18,000 puts, deletes, and a clear.
    'classic_122_clears110k.json.gz': [114_004, 388, 30, 30, 0],
    'classic_122_hint1000str.json.gz': [4801, 1272, 98, 26, 0],
    // Three times 16,000 puts with 840 range loops, in growths too, deletes and two copies.
    'classic_122_loops101k.json.gz': [100_858, 350, 27, 27, 0],
    'classic_123_loops101k.json.gz': [100_858, 350, 27, 27, 0],
    // Seven times 9,000 puts in loops that stay open, deletes, sweeps and three clears: tools/record-golden.ts.
    'classic_122_open136k.json.gz': [136_623, 467, 36, 36, 0],
    'classic_123_open136k.json.gz': [136_623, 467, 36, 36, 0],
    'classic_123_clears110k.json.gz': [114_004, 388, 30, 30, 0],
    'classic_122_same-v200.json.gz': [20_000, 2625, 202, 69, 0],
    'classic_122_strset-mix.json.gz': [20_000, 545, 42, 12, 0],
    'classic_123_grow110k.json.gz': [110_000, 1455, 112, 12, 0],
    'classic_123_ptrkey-mix.json.gz': [20_000, 545, 42, 12, 0],
    // Three more operations were recorded, but no fields after them.
    'classic_123_str-clearmid.json.gz': [4501, 2949, 227, 114, 0],
    'swiss_124_clears110k.json.gz': [114_004, 328, 30, 30, 0],
    'swiss_124_clears20k.json.gz': [126_668, 2814, 256, 28, 0],
    'swiss_127_clears110k.json.gz': [114_004, 328, 30, 30, 0],
    'swiss_124_loops101k.json.gz': [100_858, 296, 27, 27, 0],
    'swiss_127_loops101k.json.gz': [100_858, 296, 27, 27, 0],
    'swiss_124_open136k.json.gz': [136_623, 395, 36, 36, 0],
    'swiss_127_open136k.json.gz': [136_623, 395, 36, 36, 0],
    'swiss_124_ptrkey-half.json.gz': [35_000, 1561, 142, 20, 0],
    'swiss_125_churn100k.json.gz': [100_000, 2221, 202, 22, 0],
    'swiss_125_prune-half2800.json.gz': [64_400, 1440, 131, 24, 0],
    'swiss_125_str100-drain.json.gz': [16_001, 615, 56, 16, 0],
    'swiss_126_hint1000str.json.gz': [4801, 1076, 98, 26, 0],
    'swiss_126_ptrkey-churn.json.gz': [40_000, 1781, 162, 22, 0],
    'swiss_126_v200-clears.json.gz': [15_836, 900, 82, 29, 0],
    'swiss_127_hint9.json.gz': [200, 2210, 201, 201, 0],
    'swiss_127_ptrkey-half.json.gz': [35_000, 1561, 142, 20, 0],
    'swiss_127_v200-clears.json.gz': [15_836, 900, 82, 29, 0],
  });
});

test('a plain recording replays like a gzipped one', (t) => {
  const plain = gunzipSync(bytesOf('classic_122_over8.json.gz'));
  t.deepEqual(replayRecording(plain), {
    operations: 10,
    fields: 153,
    stretches: 0,
    digests: 11,
    loops: 0,
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

test('operations between two records are compared by the digest of their fields', (t) => {
  // Two puts change places: the counts at the next record are equal, one between them is not.
  const changed = altered('classic_123_str-clearmid.json.gz', (document) => {
    const operations: unknown = document['Ops'];
    if (Array.isArray(operations)) [operations[1], operations[2]] = [operations[0], operations[1]];
  });
  const names: string[] = [];
  replayRecording(changed, (field, mismatch) => {
    if (mismatch?.record === 2) names.push(field);
  });
  t.true(names.includes('d'));
});

test('a loop is compared by what it visits, in its order', (t) => {
  const turned = altered('swiss_127_loops101k.json.gz', (document) => {
    const loops = document['Loops'];
    // One slot further round: the same entries, in another order.
    if (Array.isArray(loops)) loops[3][1] = String(BigInt(loops[3][1]) + 1n);
  });
  const result = replayRecording(turned);
  t.is(result.loops, 845);
  t.is(result.mismatches, 1);
  t.like(result.firstMismatch, { field: 'v' });
  const without = altered('swiss_127_loops101k.json.gz', (document) => {
    document['Loops'] = [];
  });
  t.throws(() => replayRecording(without), {
    instanceOf: SandboxError,
    message: 'expected Loops to have that of operation 1, got none',
  });
});

test('a seed that only one side drew is a difference', (t) => {
  const forgotten = altered('swiss_127_v200-clears.json.gz', (document) => {
    const seeds = document['Seeds'];
    if (Array.isArray(seeds)) seeds.splice(2, 1);
  });
  const { firstMismatch } = replayRecording(forgotten);
  t.like(firstMismatch, { field: 'seed', recorded: 'no new seed', replayed: 'a new seed' });
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
    'a recording of another format',
    altered('swiss_127_hint9.json.gz', (document) => (document['Format'] = 3)),
    /expected Format to be 2 or absent, got "3"/,
  ],
  [
    'a generator that is not known',
    altered('swiss_127_hint9.json.gz', (document) => (document['Gen'] = { kind: 'twist' })),
    /expected Gen\.kind to be one of grow, churn, mix, drain, clears, loops, open, half, got twist/,
  ],
  [
    'another number of operations than were generated',
    altered('swiss_127_hint9.json.gz', (document) => (document['OpCount'] = 201)),
    /expected 201 operations \(OpCount\), got 200/,
  ],
  [
    'records out of order',
    altered('swiss_127_hint9.json.gz', (document) => (document.Recs = document.Recs.toReversed())),
    /expected Recs\[0\] to be of operation -1, right after make, got 199/,
  ],
  [
    'a Swiss map of a version without',
    altered('swiss_127_hint9.json.gz', (document) => (document['Ver'] = 'go1.23.5')),
    /expected a recording of a swiss map of go1\.24 to go1\.27, got go1\.23/,
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
