import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { array, literal, number, object } from 'zod';
import { runCli } from '../../src/cli/run-cli.ts';
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
  t.deepEqual([exitCode, errors], [0, '']);
  // 2^13 buckets of 208 bytes and a sixteenth more are 1.8 MB; the next table takes 3.6 MB.
  t.true(
    output.startsWith(
      '53,248 entries of a go1.22 map[string]int64 with keys of 16 bytes fit into 4 MiB; what ends it: it doubles at insert 53,249: 3.6 MB for the new table while 2.1 MB of the old map still lives, beside 852.0 kB of strings, above 4 MiB.\n',
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
  // At insert 26,625: 1.8 MB of new table, 1.1 MB of the old map and 426 kB of strings.
  t.regex(output, /\nmap alone {3,}53,248 {3,}3\.3 MB {3,}13 {2}the limit\n/);
  // Nothing grows: all is at its highest at the end.
  t.regex(output, /\nmap alone, hint 53,248 {3,}53,248 {3,}2\.9 MB {3,}0 {2}the limit\n/);
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
  goProcess: array(
    object({
      predicted: object({ entries: number() }),
      measured: object({
        entries: number(),
        peakBytes: number(),
        endedBy: literal(['oom-killer', 'over the limit', 'all keys']),
      }),
    }),
  ),
});

test('a real Go process holds about as much as was computed', async (t) => {
  if ((await goHere(t)) === null) return;
  const words = '--map go1.22 --key int64 --value int64 --limit 48MiB --json';
  const { output, errors } = await capacity(words, process.env);
  const { goProcess } = measured.parse(JSON.parse(output));
  t.is(errors, '');
  t.is(goProcess.length, 3);
  for (const one of goProcess) {
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
    /^[\d,]+ entries of a go1\.22 map\[int64\]\[\]byte fit into 1 MiB, the table and its keys alone \(what \[\]byte in the values holds is not counted; mapswell plan counts it with --value-bytes\); what ends it: /,
  );
});

test('a Map that ends at the heap of V8 is not blamed on the limit, and tells its growths', async (t) => {
  const { output } = await capacity('--map v8 --key int32 --value int64 --limit 256MiB');
  t.regex(
    output,
    /what ends it: (?:V8, at the limit of [\d.]+ MB that it took for its own heap, while the process had [\d.]+ MB of 256 MiB|the kernel, at the limit of 256 MiB)\.\n/,
  );
  t.regex(output, /^Node process .* (?:1[89]|2\d)  (?:the heap of V8|the kernel)$/m);
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
    ['--key float64 --value int64 --limit 1MiB', /expected key to be an integer, a string/],
    ['--map v8 --key int64 --value int64 --limit 64MiB --hint 9', /takes none/],
    ['--map go1.3 --key int64 --value int64 --limit 1MiB', /go1\.3/],
    ['--key int64 --value int64 --limit 1MiB --hints 9', /unknown option '--hints'/],
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
