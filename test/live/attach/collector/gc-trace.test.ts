import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseGcTraceLine } from '../../../../src/live/attach/collector/gc-trace.ts';
import { GcTraceLog } from '../../../../src/live/attach/collector/gc-trace-log.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const mebibyte = 2 ** 20;

test('a line of gctrace is a cycle with its times and sizes, and what is no such line is none', (t) => {
  // As Go 1.22.12 wrote it.
  const line =
    'gc 3 @30.403s 0%: 0.043+58+0.006 ms clock, 0.087+0/1.4/94+0.012 ms cpu, 18->19->15 MB, 18 MB goal, 0 MB stacks, 0 MB globals, 2 P';
  const cycle = parseGcTraceLine(line, 1_000_000);
  t.like(cycle, {
    number: 3,
    startedAtMs: 1_030_403,
    heapBeforeBytes: 18 * mebibyte,
    heapAfterBytes: 19 * mebibyte,
    liveBytes: 15 * mebibyte,
    goalBytes: 18 * mebibyte,
    isForced: false,
  });
  t.is(Math.round((cycle?.endedAtMs ?? 0) - 1_030_403), 58);
  t.true(parseGcTraceLine(`${line} (forced)`, 0)?.isForced);
  // A program that writes its own words without an end of line, and the times of very short cycles.
  t.is(parseGcTraceLine(`working gc ... ${line}`, 0)?.number, 3);
  t.is(parseGcTraceLine(line.replace('0.006', '6.1e-05'), 0)?.number, 3);
  for (const other of ['', 'gc 3', 'scvg: 8 KB released', line.slice(0, 60), 'gc x @1s 0%: '])
    t.is(parseGcTraceLine(other, 0), null, other);
});

function lineOf(number: number): string {
  return `gc ${number} @${number}.0s 0%: 0.1+1+0.1 ms clock, 0.2+0/1/1+0.1 ms cpu, 4->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P`;
}

test('a log is followed as it grows, begins anew where it is cut, and its last run counts', (t) => {
  const path = join(temporaryFolder('gctrace'), 'log');
  writeFileSync(
    path,
    `${lineOf(1)}\n${lineOf(2)}\n${lineOf(1)}\nother words\n${lineOf(2).slice(0, 30)}`,
  );
  const log = new GcTraceLog(path, 0);
  t.teardown(() => log.close());
  const numbers = (): readonly number[] => log.read().map(({ number }) => number);
  t.deepEqual(numbers(), [1]);
  appendFileSync(path, `${lineOf(2).slice(30)}\n${lineOf(3)}\n`);
  t.deepEqual(numbers(), [2, 3]);
  t.deepEqual(numbers(), []);
  writeFileSync(path, `${lineOf(1)}\n`);
  t.deepEqual(numbers(), [1]);
  t.throws(() => new GcTraceLog(`${path}.none`, 0), {
    message: /^cannot read .*log\.none: /,
  });
  t.throws(() => new GcTraceLog(temporaryFolder('gctrace'), 0), {
    message: /^cannot read .*: it is a directory$/,
  });
});
