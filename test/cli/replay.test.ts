import test from 'ava';
import { z } from 'zod';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { recording } from '../lab/traffic/read.ts';
import { fakeIo } from './fake-io.ts';

async function replay(
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['replay', ...words]);
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

const keys = recording(Array.from({ length: 3000 }, (_, i) => `user-${(i * i) % 1009}\n`).join(''));

test('the JSON of a replay has the counts and what was found', async (t) => {
  const { exitCode, output } = await replay(keys, '--map', 'go1.24', '--key', 'int64', '--json');
  t.is(exitCode, 0);
  const document = z
    .object({
      operations: z.literal(3000),
      // Squares modulo the prime 1009: 505 of them.
      distinctKeys: z.literal(505),
      entries: z.literal(505),
      // 48 for the map, 8 for the directory, 32 and 18,432 for a table of 1,024 slots.
      bytesHeld: z.literal(18_520),
      peakBytes: z.number(),
      // Groups of 8 slots, and tables of 16 to 1,024.
      totalBytesAllocated: z.literal(37_512),
      totalAllocations: z.literal(17),
      growthEvents: z.array(z.looseObject({ kind: z.literal('table-growth') })).length(7),
      oneHitKeys: z.number(),
      workingSet: z.looseObject({ meanKeys: z.literal(505) }),
      outcome: z.object({ kind: z.literal('completed') }),
      differences: z.array(z.string()).length(0),
    })
    .parse(JSON.parse(output));
  t.is(document.growthEvents.length, 7);
});

test('the sentences say what was counted and what was not', async (t) => {
  const { exitCode, output } = await replay(keys, '--map', 'go1.27', '--limit', '64MiB');
  t.is(exitCode, 0);
  t.regex(output, /^Replayed 3,000 operations of .* \(keys\)\.\n/);
  t.regex(output, /\nThey touch 505 distinct keys, of which /);
  t.regex(output, /Not counted in these: the recorded bytes of keys \(sizes of values are not rec/);
  t.regex(output, /stayed within 64 MiB; the runtime comes on top\./);
});

test('wrong flags, files and columns are named', async (t) => {
  const cases = [
    [['/nowhere/keys.gz'], /cannot read \/nowhere\/keys\.gz: there is no such file/],
    [[keys, '--speed', '0'], /expected --speed to be a number above 0, got 0/],
    [[keys, '--columns', 'colour=red'], /expected --columns to be key=NAME, operation=NAME/],
    [[keys, '--columns', 'key=user'], /expected columns only of csv and ndjson/],
    [[keys, '--map', 'v8', '--real'], /expected --real only beside a map of Go, got v8/],
    [[keys, '--key', '[3]error'], /expected .*key/],
    [[keys, '--format', 'xml'], /Allowed choices are keys, twitter, csv, ndjson, redis-monitor/],
    [[], /missing required argument 'file'/],
  ] as const;
  for (const [words, message] of cases) {
    const { exitCode, errors, output } = await replay(...words);
    t.is(exitCode, 2, words.join(' '));
    t.regex(errors, message);
    t.is(output, '');
  }
});
