import test from 'ava';
import { number, object, array } from 'zod';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { textChart } from '../../src/cli/text/text-chart.ts';
import { planGrowth } from '../../src/index.ts';
import { fakeIo } from './fake-io.ts';

async function plan(
  words: string,
): Promise<{ readonly exitCode: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['plan', ...words.split(' ')]);
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

test('the plan of a classic map is a staircase and its meaning in sentences', async (t) => {
  const { exitCode, output } = await plan('--key int64 --value int64 --entries 1e6 --limit 2GiB');
  t.is(exitCode, 0);
  t.true(
    output.startsWith('go1.22 map[int64]int64, 1,000,000 entries\n\n insert  growth '),
    output,
  );
  t.true(
    output.endsWith(
      `
    851,969  doubles  131,072  262,144       21.986       60.260      38.274

Holds about 38.3 MiB after 1,000,000 inserts: 23.0 MiB more than keys and values alone.
Holds 60.3 MiB at the highest moment on the way.
Allocates about 83.7 MiB in 38,404 allocations on the way.
Last growth: doubles at insert 851,969: 38.3 MiB for the new table while 22.0 MiB of the old map still lives.
Next growth: doubles at insert 1,703,937: 76.5 MiB for the new table while 44.0 MiB of the old map still lives.
It moves the old buckets with every write, until about insert 1,885,640 (1,885,399 to 1,885,881 for 95 % of all hashes); without writes it never ends, and both tables stay.
Fits into 2 GiB: a Go process (GOGC=100) that does nothing but fill it has 80.6 MiB resident at most.
"About" marks the mean over hash seeds.
`.replace('\n    851', '\n851'),
    ),
    output,
  );
});

test('JSON has the plan with its keys, and is what the library gives', async (t) => {
  const words = '--map go1.27 --key string --value [2]int --entries 1_000 --hint 12 --limit 40kB';
  const { exitCode, output } = await plan(`${words} --json`);
  t.is(exitCode, 0);
  const parsed: unknown = JSON.parse(output);
  t.like(
    parsed,
    planGrowth({
      map: 'go1.27',
      key: 'string',
      value: '[2]int',
      entries: 1000,
      hint: 12,
      limitBytes: 40_000,
    }),
  );
  t.like(parsed, { entries: 1000, fits: false, failsAtInsert: 449, nextGrowthAtEntries: 1777 });
  for (const key of ['bytesHeld', 'totalBytesAllocated', 'totalAllocations', 'growthEvents']) {
    t.true(output.includes(`\n  "${key}": `), key);
  }
});

test('a plan that does not fit says at which insert and why, and ends with 0', async (t) => {
  const { exitCode, output } = await plan('--key int64 --value int64 --entries 1e6 --limit 50MiB');
  t.is(exitCode, 0);
  t.true(
    output.includes(
      '\nDoes not fit: doubles at insert 851,969: 38.3 MiB for the new table while 22.0 MiB of the old map still lives, together 60.3 MiB, above the limit of 50 MiB.\n',
    ),
    output,
  );
  const wave = await plan('--map go1.27 --key int --value int --entries 1e6 --limit 20MB');
  t.regex(
    wave.output,
    /\nDoes not fit: insert 8\d\d,\d{3} brings what the map holds to 19.1 MiB, above the limit of 19.1 MiB: the map splits its 1,024 tables one by one from insert /,
  );
  const next = await plan('--key int64 --value int64 --entries 800000 --limit 60MiB');
  t.regex(next.output, /\nFits into 60 MiB, but the next growth will not: a Go process/);
  const moving = await plan('--key int --value [200]byte --entries 26 --limit 6kB');
  t.regex(
    moving.output,
    /\nDoes not fit: insert \d+ brings what the map holds to 6.1 KiB, above the limit of 5.9 KiB\.\n/,
  );
});

test('a payload of unknown size never fits: the table alone does', async (t) => {
  const words = '--key string --value []byte --entries 1e6 --limit 1GiB';
  const { output } = await plan(words);
  t.regex(
    output,
    /\nThe table alone fits into 1 GiB; what string in the keys and \[\]byte in the values holds is not counted \(--key-bytes, --value-bytes\)\.\n/,
  );
  t.notRegex(output, /\nFits/);
  const json = await plan(`${words} --json`);
  t.like(JSON.parse(json.output), { fits: false, process: { verdict: 'the table alone fits' } });
});

test('with the payload, the answer is for the whole process', async (t) => {
  const entry = '--key string --key-bytes 40 --value []byte --value-bytes 512';
  const one = await plan(`${entry} --entries 1e6 --limit 1GiB`);
  t.regex(
    one.output,
    /\nEach entry carries, beside the table, 48 B of keys \(string of 40 bytes\) and 512 B of values \(\[\]byte of 512 bytes\)\.\nFits into 1 GiB: a Go process \(GOGC=100\) that does nothing but fill it has [67]\d\d\.\d MiB resident at most; a service that makes garbage beside it grows to 1\.2 GiB before it is collected, which does not fit: GOMEMLIMIT=921MiB collects in time\.\n/,
  );
  // A real one with Go 1.22.12 died at 1.65 million.
  const three = await plan(`${entry} --entries 3e6 --limit 1GiB`);
  t.regex(
    three.output,
    /\nDoes not fit into 1 GiB: .* dies at 1,[56]\d\d,\d{3} entries \(between /,
  );
});

test('V8 ends a process far below the limit of the container, and a flag helps', async (t) => {
  const { output } = await plan(
    '--map v8 --key string(36) --value smi --entries 3e6 --limit 512MiB --node-version 20',
  );
  // A real one with Node 20.20.2 died at 2,096,000; with the flag it held 3 million at 328 MB.
  t.regex(
    output,
    /\nDoes not fit into 512 MiB: a Node\.js 20 process that fills it dies at 2,097,152 entries, because V8 takes 256 MiB of the 512 MiB for its heap: the map doubles at insert 2,097,153: /,
  );
  t.regex(
    output,
    /\nWith --max-old-space-size=460 it holds 3,000,000 entries at 3\d\d\.\d MiB resident\.\n/,
  );
});

test('maps are compared in a table and in charts on one scale', async (t) => {
  const { exitCode, output } = await plan(
    '--compare go1.22,go1.27,v8 --key int64 --value int64 --entries 1e6 --hint 0 --limit 50MB',
  );
  t.is(exitCode, 0);
  t.true(
    output.startsWith(`map[int64]int64, 1,000,000 entries

map     held, MiB  peak, MiB  allocated, MiB  allocations  growths  next growth  table fits                   counted
------  ---------  ---------  --------------  -----------  -------  -----------  ---------------------------  ------------------------------------------
go1.22       38.3       60.3            83.7       38,404       18    1,703,937  no, fails at insert 851,969  table with keys and values inside
go1.27       36.0       36.0            72.0        8,197       29    1,001,705  yes                          table with keys and values inside
v8           28.0       42.0            56.0           20       18    1,048,577  yes                          table of pointers, without keys and values

Bytes held after that many inserts, on one scale:

60.3 MiB |`),
    output,
  );
  t.is(output.split('\n').filter((line) => line.startsWith('60.3 MiB |')).length, 3);
  const hinted = await plan(
    '--compare v8,go1.24,v8 --key int --value int --entries 100 --hint 50 --json',
  );
  const { plans } = object({ plans: array(object({ hint: number() })) }).parse(
    JSON.parse(hinted.output),
  );
  t.deepEqual(plans, [{ hint: 0 }, { hint: 50 }]);
  const told = await plan('--compare v8,go1.24 --key int --value int --entries 100 --hint 50');
  t.true(told.output.startsWith('map[int]int, 100 entries, hint 50 (none for v8)\n'), told.output);
});

test('a chart is filled in steps of an eighth of a row', (t) => {
  t.deepEqual(textChart([0, 1, 8, 9, 16, 99], 2, 16), ['   ▁██', ' ▁████']);
  t.deepEqual(textChart([0, 0], 1, 0), ['  ']);
});

test('what is wrong on the command line is named, with the rule and the value', async (t) => {
  const types = '--key int --value int';
  for (const [words, message] of [
    [`${types} --entires 5`, "error: unknown option '--entires'\n(Did you mean --entries?)\n"],
    [types, 'error: expected the flag --entries <count>; see mapswell plan --help\n'],
    [`${types} --entries -5`, /^error: expected --entries to be a whole number .* got "-5"\n$/],
    [
      `${types} --entries 2e12`,
      /^error: expected --entries .* to 1,000,000,000,000, .* got "2e12"/,
    ],
    [
      `${types} --entries 1 --limit 0.5`,
      /^error: expected --limit to be a number of bytes .*"0.5"/,
    ],
    [`${types} --entries 1 --map go1.18`, /Allowed choices are go1.19, go1.20, go1.21, /],
    [
      `${types} --entries 1 --compare v8,go`,
      /expected --compare to be some of go1.19, .*, got "v8,go"/,
    ],
    [`${types} --entries 1 --compare v8 --map v8`, /cannot be used with option '--map <model>'/],
    [`${types} --entries 1 --map v8 --hint 9`, /^error: expected hint to be 0, .* got 9\n$/],
    ['--key []int --value int --entries 1', /^error: expected key to be a comparable Go type/],
    ['--key int --value in --entries 1', /^error: expected value to be a Go type .* got "in"/],
  ] as const) {
    const { exitCode, output, errors } = await plan(words);
    t.is(exitCode, 2, words);
    t.is(output, '', words);
    if (typeof message === 'string') t.is(errors, message);
    else t.regex(errors, message);
  }
});

test('every row of a comparison says what it counts', async (t) => {
  const strings = await plan('--compare go1.22,v8 --key string --value [128]byte --entries 1e6');
  t.regex(
    strings.output,
    /^go1\.22 .*  table with keys and values inside, without what they point to$/m,
  );
  t.regex(strings.output, /^v8 .*  table of pointers, without keys and values$/m);
  const set = await plan('--compare go1.22,v8 --key int --value struct{} --entries 1e6');
  t.regex(set.output, /^v8 .*  table of pointers, without the keys$/m);
});

test('a plan of more entries than there are keys says so, and plans as many as there are', async (t) => {
  const { output } = await plan('--key bool --value int64 --entries 1e6');
  t.true(output.startsWith('go1.22 map[bool]int64, 2 entries\n'), output);
  t.true(
    output.endsWith(
      'There are only 2 different keys of type bool: this is the plan of as many entries, not of 1,000,000.\n',
    ),
  );
  const compared = await plan('--compare go1.22,v8 --key int8 --value int --entries 1000');
  t.true(
    compared.output.includes(
      '\nThere are only 256 different keys of type int8: this is the plan of as many entries, not of 1,000.\n',
    ),
    compared.output,
  );
  t.regex(compared.output, /0 +256 entries\n$/, 'the charts end there as well');
});

test('a plan of a large Map says how many live entries it holds where entries are replaced', async (t) => {
  const sentence =
    '16,777,216 entries are the most for a Map that only grows: where entries are deleted and others inserted, it holds 8,388,608 live ones, and with more an insert throws "RangeError: Map maximum size exceeded" once its slots are used up and fewer than half of them deleted.';
  const large = await plan('--map v8 --key int --value int --entries 9e6');
  t.true(large.output.endsWith(`${sentence}\n`), large.output);
  const compared = await plan('--compare v8,go1.22 --key int --value int --entries 5e6');
  t.true(compared.output.includes(`\nv8: ${sentence}\n`), compared.output);
  const small = await plan('--map v8 --key int --value int --entries 4e6');
  t.false(small.output.includes('live ones'));
});

test('maps that do not run here are planned by their growth law, and say what they count', async (t) => {
  const redis = await plan(
    '--map redis7 --key string --value string --entries 67_108_864 --limit 768MiB',
  );
  t.is(redis.exitCode, 0);
  t.true(redis.output.startsWith('redis7 dict, 67,108,864 entries\n'));
  t.true(
    redis.output.endsWith(
      `
Holds 512.0 MiB after 67,108,864 inserts: 0 B more than a pointer to each entry.
Holds 768.0 MiB at the highest moment on the way.
Allocates 1.0 GiB in 25 allocations on the way.
Last growth: doubles at insert 33,554,433: 512.0 MiB for the new table while 256.0 MiB of the old map still lives.
Next growth: doubles at insert 67,108,865: 1.0 GiB for the new table while 512.0 MiB of the old map still lives.
It moves three slots with every SET, until about insert 81,249,163 (81,247,494 to 81,250,832 for 95 % of all hashes); sooner where the timer of the server moves some, too (activerehashing).
Counted: table of pointers of one dict, without its entries, keys and values.
The table alone fits into 768 MiB, but the next growth will not.
While a child saves (BGSAVE, a rewrite of the AOF), Redis 7.0 and 7.2 put a doubling off until there are 6 entries to a slot, and then make a table 8 times as large.
Where maxmemory has no room for the new table, Redis puts the doubling off until there are more than 1.618 entries to a slot, and then makes it all the same, above maxmemory.
`,
    ),
    redis.output,
  );
  const python = await plan('--map cpython3.11 --key int64 --value int64 --entries 699_050 --json');
  t.like(JSON.parse(python.output), {
    bytesHeld: 20_971_600,
    nextGrowth: { entries: 699_051, bytesAfter: 41_943_128 },
    process: { verdict: null, payload: { unknown: [{ of: 'keys' }, { of: 'values' }] } },
  });
  const compared = await plan(
    '--compare v8,redis7,cpython3.11 --key string --value int64 --entries 100',
  );
  t.regex(
    compared.output,
    /\ncpython3\.11 .* what sys\.getsizeof says of the dict or set, without keys and values\n/,
  );
  const sized = await plan('--map redis7 --key string --value string --entries 1 --value-bytes 9');
  t.is(sized.exitCode, 2);
  t.is(
    sized.errors,
    'error: expected --value-bytes beside a map whose entries are counted, got it beside redis7, which is a model of the table alone\n',
  );
});
