import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { CliContext } from '../../../src/cli/io/cli-io.ts';
import { createStepReporter } from '../../../src/cli/progress/step-reporter.ts';
import { createContext } from '../../../src/cli/program/create-context.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { makeFleet } from '../../../src/live/calibrate/fleet/make-fleet.ts';
import { formatTraceCsv } from '../../../src/live/trace/format-trace-csv.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fakeIo } from '../fake-io.ts';

const nothing = (): boolean => true;

/** A terminal that keeps what is drawn on it. */
function terminal(): {
  readonly drawn: () => string;
  readonly stream: CliContext['stderr'];
} {
  let drawn = '';
  const stream = {
    isTTY: true,
    columns: 80,
    write: (text: string) => {
      drawn += text;
      return true;
    },
    cursorTo: nothing,
    clearLine: nothing,
    moveCursor: nothing,
  };
  return { drawn: () => drawn, stream };
}

const hidden = '\u001B[?25l';

test('without a terminal a line comes every ten seconds at most, with the time left of its phase', (t) => {
  let nowMs = 0;
  const io = fakeIo([], { now: () => nowMs });
  const { onStep, stop } = createStepReporter(
    createContext(io, { exitCode: 0, endsOnRequest: false }),
  );
  for (let done = 1; done <= 40; done++) {
    nowMs += 1000;
    onStep({ phase: 'reading', done, total: null });
  }
  for (let done = 1; done <= 30; done++) {
    nowMs += 2000;
    onStep({ phase: 'searching', done, total: 90 });
  }
  stop();
  t.is(
    io.errors,
    `${[10, 20, 30, 40].map((done) => `reading: ${done} series\n`).join('')}searching: 5 of 90 series, about 2 min 50 s left\nsearching: 10 of 90 series, about 2 min 40 s left\nsearching: 15 of 90 series, about 2 min 30 s left\nsearching: 20 of 90 series, about 2 min 20 s left\nsearching: 25 of 90 series, about 2 min 10 s left\nsearching: 30 of 90 series, about 2 min 0 s left\n`,
  );
});

test('on a terminal there is one bar for each phase, and the cursor is never hidden', (t) => {
  const { drawn, stream } = terminal();
  const io = fakeIo([], { stderr: stream });
  const { onStep, stop } = createStepReporter(
    createContext(io, { exitCode: 0, endsOnRequest: false }),
  );
  stop();
  t.is(drawn(), '', 'nothing was to be drawn');
  onStep({ phase: 'searching', done: 1, total: 4 });
  onStep({ phase: 'judging', done: 3, total: 4 });
  stop();
  t.regex(drawn(), /1\/4/u);
  t.regex(drawn(), /3\/4/u);
  t.false(drawn().includes(hidden), 'a request to end ends the process at once');
});

test('calibrate and evaluate say how far they are, and clear their bar where they fail', async (t) => {
  const cwd = temporaryFolder('progress');
  for (const trace of makeFleet({ seed: 1, failures: 3, healthy: 2, noise: [] }))
    writeFileSync(join(cwd, `${trace.id}.csv`), formatTraceCsv(trace));
  let nowMs = 0;
  // A clock on which every look is eleven seconds later: each step is worth a line.
  const now = (): number => (nowMs += 11_000);
  const evaluated = fakeIo(['evaluate', '.'], { cwd, now });
  t.is(await runCli(evaluated), 0);
  t.regex(evaluated.errors, /^judging: 0 of 5 series\njudging: 1 of 5 series, about .* left\n/u);
  writeFileSync(join(cwd, 'z.csv'), 'minute,percent\n0,1\n');
  for (const argv of [
    ['evaluate', '.'],
    ['calibrate', '.', '--threads', '1'],
    ['calibrate', '.', '--shard', '1/1', '--scores', 's', '--threads', '1'],
  ]) {
    const { drawn, stream } = terminal();
    const io = fakeIo(argv, { cwd, stderr: stream });
    t.is(await runCli(io), 2, argv.join(' '));
    const [bar = '', message = ''] = drawn().split('error: ');
    const erased = bar.slice(Math.max(bar.lastIndexOf('━'), bar.lastIndexOf('─')));
    t.true(/[━─]/u.test(bar) && erased.includes('\u001B['), argv.join(' '));
    t.regex(message, /at least 2 samples, got 1[^\n]*\n$/u, argv.join(' '));
  }
});
