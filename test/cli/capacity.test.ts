import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { array, literal, number, object } from 'zod';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { goHere } from '../support/go-here.ts';
import { fakeIo } from './fake-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function capacity(
  words: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<{ readonly exitCode: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['capacity', ...words.split(' ')], { env });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

test('a capacity is a sentence, a table and a chart, and without Go says how to get it', async (t) => {
  const words = '--key string --value int64 --limit 4MiB';
  const { exitCode, output, errors } = await capacity(words);
  t.is(exitCode, 0);
  // What it does is told where nobody watches a terminal too.
  t.regex(
    errors,
    /^takes about \d\.\d s on a quiet machine\nfilling a go1\.22 map up to 4 MiB\nfilling one with a hint of 53248\n/,
  );
  // 2^13 buckets of 208 bytes and a sixteenth more are 1.7 MiB; the next table takes 3.5 MiB.
  t.true(
    output.startsWith(
      '53,248 entries of a go1.22 map[string]int64 with keys of 16 bytes fit into 4 MiB; what ends it: it doubles at insert 53,249: 3.5 MiB for the new table while 2.0 MiB of the old map still lives, beside 832.0 KiB of strings, above 4 MiB.\n',
    ),
    output,
  );
  t.regex(
    output,
    /\nA size hint of 53,248 lets as many fit, with 0 growths on the way instead of 13;/,
  );
  t.regex(output, /\nA size hint of 106,496 lets 3\d,\d{3} fit \(−3\d\.\d %\), with 0 growths/);
  t.regex(output, /\nIn a whole Go process of 4 MiB about [\d,]+ entries would fit at GOGC=100 /);
  t.regex(output, /\nNo real Go process was filled: no Go toolchain found: install Go/);
  // At insert 26,625: 1.7 MiB of new table, 1.0 MiB of the old map and 416 KiB of strings.
  t.regex(output, /\nmap alone {3,}53,248 {3,}3\.1 {3,}13 {2}the limit\n/);
  // Nothing grows: all is at its highest at the end.
  t.regex(output, /\nmap alone, hint 53,248 {3,}53,248 {3,}2\.8 {3,}0 {2}the limit\n/);
  t.regex(output, /\n *map \|[▁▂▃▄▅▆▇█]{50,}\n *0 +53,248 entries\n$/);
});

const fill = object({ hint: number(), entries: number(), growths: number() });
const answer = object({
  closedFormInsert: number(),
  withoutHint: fill,
  withHints: array(fill),
});

test('what the sandbox fills is what the closed form says, for the first insert that does not fit', async (t) => {
  const { output } = await capacity('--key int64 --value int64 --limit 2MiB --hint 1000 --json');
  const { closedFormInsert, withoutHint, withHints } = answer.parse(JSON.parse(output));
  t.is(withoutHint.entries, 53_248);
  t.is(closedFormInsert, 53_249);
  // A hint of 1,000 is 2^8 buckets: eight doublings fewer.
  t.deepEqual(withHints, [{ hint: 1000, entries: 53_248, growths: withoutHint.growths - 8 }]);
});

test('a capacity that the keys end, and one of some buckets', async (t) => {
  const few = await capacity('--map go1.27 --key int16 --value bool --limit 8MiB');
  t.regex(
    few.output,
    /^65,536 entries .* what ends it: nothing: there are only 65,536 different keys\./,
  );
  const tiny = await capacity('--key int64 --value int64 --limit 1kB');
  t.regex(tiny.output, /^26 entries of .* what ends it: it doubles at insert 27: /);
});

const measured = object({
  processes: array(
    object({
      predicted: object({ entries: number() }),
      measured: object({
        entries: number(),
        peakBytes: number(),
        endedBy: literal(['kernel', 'over the limit', 'all entries']),
      }),
    }),
  ),
});

test('a real Go process holds about as much as was computed', async (t) => {
  if ((await goHere(t)) === null) return;
  const words = '--map go1.22 --key int64 --value int64 --limit 48MiB --json';
  const { output } = await capacity(words, process.env);
  const { processes } = measured.parse(JSON.parse(output));
  t.is(processes.length, 3);
  for (const one of processes) {
    // A growth ends both, or neither: the steps between two doublings are a factor of 2.
    const ratio = one.measured.entries / one.predicted.entries;
    t.true(ratio > 0.85 && ratio < 1.2, `${one.measured.entries} of ${one.predicted.entries}`);
    t.true(one.measured.peakBytes > 20 * 2 ** 20);
  }
});

test('a page has the chart and asks nothing of any network', async (t) => {
  const file = join(temporaryFolder('capacity'), 'capacity.html');
  await capacity(`--map go1.27 --key int64 --value int64 --limit 1MiB --out ${file}`);
  const page = readFileSync(file, 'utf8');
  t.regex(page, /<svg [^>]*role="img"/);
  t.regex(page, /<h1>What fits into 1 MiB<\/h1>/);
  t.notRegex(page, /<script|https?:\/\/(?!www\.w3\.org)/);
});

test('what values point to is not counted, and the answer says so', async (t) => {
  const { output } = await capacity('--key int64 --value []byte --limit 1MiB');
  t.regex(
    output,
    /^The table alone fits with [\d,]+ entries of a go1\.22 map\[int64\]\[\]byte into 1 MiB: what \[\]byte in the values holds is not counted \(--key-bytes, --value-bytes\); what ends it: /,
  );
  t.regex(output, /\nIn a whole Go process of 1 MiB about 0 entries of the table alone would fit/);
});

test('what is known of the entries is part of the process, which comes first then', async (t) => {
  const words = '--key string(40) --value []byte --value-bytes 512 --limit 32MiB';
  const { output } = await capacity(words);
  t.regex(
    output,
    /^In a whole Go process of 32 MiB about [\d,]+ entries with all that they carry would fit at GOGC=100\. Computed, not measured.*\.\nThe table alone fits with [\d,]+ entries /,
  );
  t.regex(
    output,
    /\nEach entry carries, beside the table, 48 B of keys \(string of 40 bytes\) and 512 B of values \(\[\]byte of 512 bytes\)\.\n/,
  );
});

test('a real Node.js process dies where it was foretold, and a flag that helps is tried', async (t) => {
  const args = ['capacity', '--map', 'v8', '--key', 'string(36)', '--value', 'smi'];
  const flags = ['--limit', '200MiB', '--node-arguments', '--max-old-space-size=60'];
  const io = fakeIo([...args, ...flags]);
  t.is(await runCli(io), 0);
  // The doubling at 524,289 takes 28 MiB beside 14 MiB and the keys: above 60 MiB.
  t.regex(
    io.output,
    /^A Node\.js \d+ --max-old-space-size=60 process of 200 MiB that fills a v8 Map of string\(36\) to smi dies at 52\d,\d{3} entries \(foretold 524,288\), because V8 takes [\d.]+ MiB of it for its heap; what ends it: V8, .* as it doubles at insert 524,289: /,
  );
  t.regex(
    io.output,
    /\nWith --max-old-space-size=1\d0 it is 1,[5-8]\d\d,\d{3} \(\+\d+\.\d %\) at \d\d\d\.\d MiB resident; foretold 1,[5-8]\d\d,\d{3}/,
  );
});

test('a Map of entries that nobody described is filled alone, and the answer says so', async (t) => {
  const { output } = await capacity('--map v8 --key int32 --value string --limit 256MiB');
  t.regex(
    output,
    /^The table alone fits with [\d,]+ entries of a v8 Map of int32 to string into a whole Node process of 256 MiB: what string in the values holds is not counted/,
  );
  t.regex(output, /^Node process .* (?:1[89]|2\d) {2}(?:the heap of V8|the kernel)$/m);
  t.regex(output, /\nNo real Node\.js process was filled: nothing says what its entries are/);
});

test('shards and a sync.Map are filled as what they are, and no real process stands for them', async (t) => {
  const sharded = await capacity('--guard sharded:16 --key int64 --value int64 --limit 2MiB');
  t.regex(
    sharded.output,
    /^[\d,]+ entries of a go1\.22 map\[int64\]int64 behind sharded:16 fit into 2 MiB; what ends it: /,
  );
  // The closed form is a mean over hashes, and of one window, in which shards double one by one.
  const counted = figure(/^([\d,]+) entries/, sharded.output);
  const planned = figure(/\(?insert ([\d,]+) does not fit\./, sharded.output) - 1;
  t.true(Math.abs(planned / counted - 1) < 0.05, `${planned} of ${counted}`);
  t.regex(
    sharded.output,
    /\nNo real Go process was filled: the program .* has one map, and not sharded:16\./,
  );
  const synced = await capacity('--guard sync.Map --key int64 --value int64 --limit 8MiB');
  t.regex(
    synced.output,
    /^[\d,]+ entries of a go1\.22 map\[int64\]int64 behind sync\.Map fit into 8 MiB; /,
  );
  t.regex(
    synced.output,
    /\nIn a whole Go process of 8 MiB about [\d,]+ entries would fit at GOGC=100 .*Computed, not/,
  );
  t.regex(synced.output, /has one map, and not sync\.Map\.$/m);
});

test('a sync.Map is filled up to its limit, whatever the sandbox writes down beside it', async (t) => {
  // Its books counted against the limit: a tenth fewer fitted into 128 MiB of Go 1.24.
  for (const [map, entries, closedForm] of [
    ['go1.23', 106_480, 16],
    ['go1.24', 68_426, 27],
  ] as const) {
    const filled = await capacity(
      `--guard sync.Map --map ${map} --key int64 --value int64 --limit 8MiB`,
    );
    t.is(figure(/^([\d,]+) entries/, filled.output), entries);
    t.regex(filled.output, / beside 8\.0 MiB of the map, above 8 MiB\.\n/);
    t.is(
      figure(/\nThe closed form says ([\d,]+) more, by the mean over hashes/, filled.output),
      closedForm,
    );
  }
});

function figure(pattern: RegExp, text: string): number {
  return Number((pattern.exec(text)?.[1] ?? '').replaceAll(',', ''));
}

test('a cache is counted in its steady state, with the garbage of its process', async (t) => {
  const go =
    '--map go1.24 --key string(40) --value []byte(512) --limit 64MiB --live 20_000 --churn 1k/s';
  const { output, exitCode } = await capacity(go);
  t.is(exitCode, 0);
  t.regex(
    output,
    /^A process \(GOGC=100\) that keeps 20,000 entries and replaces 1,000 of them a second fits into 64 MiB: computed are [23]\d\.\d MiB resident at most; 1\d\.\d MiB are alive; the garbage of entries is collected about every 2\d s\.\n/,
  );
  t.regex(
    output,
    /\nThe table of a go1\.24 map\[string\(40\)\]\[\]byte\(512\) .* counted, not computed\.\n/,
  );
  const unknown = await capacity('--key int64 --value []byte --limit 64MiB --live 20_000');
  t.regex(
    unknown.output,
    /has 64 MiB: the table alone fits, what \[\]byte in the values holds is not counted/,
  );
});

test('a capacity of keys that are few names how many there are', async (t) => {
  const { output } = await capacity('--key bool --value int64 --limit 1MiB');
  t.regex(output, /^2 entries .* what ends it: nothing: there are only 2 different keys\./);
});

test('wrong words are refused before anything runs', async (t) => {
  const cases: readonly (readonly [words: string, message: RegExp])[] = [
    ['--key int64 --value int64', /expected the flag --limit <bytes>/],
    ['--value int64 --limit 1MiB', /expected the flag --key <type>/],
    ['--key int64 --value int64 --limit lots', /--limit/],
    ['--key int64 --value int64 --limit 8GiB', /at most 3,328 MiB, which is/],
    ['--key int64 --value int64 --limit 3400MiB', /at most 3,328 MiB, which is/],
    ['--key []int --value int64 --limit 1MiB', /key/],
    ['--key complex128 --value int64 --limit 1MiB', /expected key to be an integer, a string/],
    ['--map v8 --key int64 --value int64 --limit 64MiB --hint 9', /takes none/],
    ['--map go1.3 --key int64 --value int64 --limit 1MiB', /go1\.3/],
    ['--key int64 --value int64 --limit 1MiB --hints 9', /unknown option '--hints'/],
    ['--key int64 --value int64 --limit 1MiB --churn 9/s', /--churn beside --live only/],
    [
      '--key int64 --value int64 --limit 1MiB --live 9 --churn 9/x',
      /expected --churn to be a rate/,
    ],
    ['--key int64 --value int64 --limit 1MiB --live 9 --hint 9', /expected --hint without --live/],
  ];
  for (const [words, message] of cases) {
    const { exitCode, output, errors } = await capacity(words);
    t.is(exitCode, 2, words);
    t.is(output, '', words);
    t.regex(errors, message, words);
  }
});

test('Ctrl-C ends the fill', async (t) => {
  const abort = new AbortController();
  const words = ['capacity', '--key', 'string', '--value', 'int64', '--limit', '256MiB'];
  const io = fakeIo(words, {
    signal: abort.signal,
    stderr: { write: () => abort.abort(), isTTY: true },
  });
  t.is(await runCli(io), 130);
  t.is(io.output, '');
});

test('the table of a map that does not run here is computed, and its flags are those of that', async (t) => {
  const words = '--map cpython3.11 --key int64 --value int64 --limit 64MiB';
  const { exitCode, output, errors } = await capacity(words);
  t.is(exitCode, 0);
  t.is(errors, '');
  t.is(
    output,
    `1,398,101 entries fit into 64 MiB with cpython3.11, the table alone; what ends it: doubles at insert 1,398,102: 80.0 MiB for the new table while 40.0 MiB of the old map still lives, together 120.0 MiB, above the limit of 64 MiB.
Holds 40.0 MiB then, 60.0 MiB at the highest moment on the way, after 18 growths.
Counted: what sys.getsizeof says of the dict or set, without keys and values.
Computed by the growth law: no process was filled.
`,
  );
  const few = await capacity('--map redis7 --key uint8 --value string --limit 1MiB --json');
  t.like(JSON.parse(few.output), { entries: 256, failsAtInsert: null, bytesHeld: 2048 });
  const live = await capacity(`${words} --live 1000`);
  t.is(live.exitCode, 2);
  t.is(
    live.errors,
    'error: expected --live beside a map that can be filled here, got it beside --map cpython3.11, which is a model of size alone\n',
  );
});
