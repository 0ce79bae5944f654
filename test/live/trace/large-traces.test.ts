import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { SampleColumns } from '../../../src/live/trace/sample-columns.ts';
import { readTraceFile } from '../../../src/live/trace/read-trace-file.ts';
import { TraceCsvReader } from '../../../src/live/trace/trace-csv-reader.ts';
import { madeCalibration } from '../alerts/made-calibration.ts';
import { makePipe } from '../../support/special-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { cliMain } from '../../support/cli-main.ts';

test('more samples than are held become means, at the time of the last of each', (t) => {
  const columns = new SampleColumns(true, 4);
  for (let minute = 0; minute < 9; minute++) columns.add(minute, 10 * minute, 100 + minute);
  // Four are full, eight are again: by then a point stands for four.
  const { minutes, percent, entries, samplesPerPoint } = columns.finish();
  t.is(columns.samples, 9);
  t.is(samplesPerPoint, 4);
  t.deepEqual([...minutes], [3, 7, 8]);
  t.deepEqual([...percent], [15, 55, 80]);
  t.deepEqual([...(entries ?? [])], [103, 107, 108]);
});

test('no mean is made over a long gap', (t) => {
  const columns = new SampleColumns(false, 4);
  for (const [minute, percent] of [
    [0, 10],
    [100, 90],
    [101, 92],
    [102, 94],
  ] as const)
    columns.add(minute, percent, Number.NaN);
  const { minutes, percent } = columns.finish();
  t.deepEqual([...minutes], [100, 102]);
  t.deepEqual([...percent], [90, 93]);
});

test('what a trace says of its end does not depend on how much of it is held', (t) => {
  const lines = Array.from(
    { length: 1000 },
    (_, minute) => `${minute},${minute === 777 ? 100 : 50},${minute}`,
  );
  const read = (most: number) => {
    const reader = new TraceCsvReader('x.csv', { mapType: go }, most);
    for (const line of ['minute,percent,entries', ...lines]) reader.push(line);
    return reader.end();
  };
  const [whole, held] = [read(2000), read(100)];
  t.is(whole.samplesPerPoint, undefined);
  t.is(held.samplesPerPoint, 16);
  t.deepEqual(held.ending, { kind: 'exhausted', atMinute: 777 });
  t.deepEqual(held.ending, whole.ending);
  t.is(held.minutes.at(-1), 999);
  t.is(held.map?.entries.at(-1), 999);
});

const go = { model: 'go1.22', key: 'int64', value: 'int64' };

test('a trace is read as a stream: a file of any size takes bounded memory', async (t) => {
  const folder = temporaryFolder('large');
  writeFileSync(join(folder, 'c.json'), JSON.stringify(madeCalibration('static-threshold')));
  const pipe = join(folder, 'large.csv');
  makePipe(pipe);
  const program =
    'BEGIN { print "seconds,memory_percent"; for (i = 0; i < 2000000; i++) printf "%d,%.9f\\n", i, 40 + i % 7 }';
  const writer = spawn('sh', ['-c', 'awk "$1" > "$0"', pipe, program], { stdio: 'inherit' });
  const written = once(writer, 'close');
  // Forty megabytes of text, in a heap that cannot hold it.
  const reader = spawn(
    process.execPath,
    ['--max-old-space-size=40', cliMain, 'detect', pipe, '--calibration', join(folder, 'c.json')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  for (const stream of [reader.stdout, reader.stderr])
    stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await once(reader, 'close');
  t.is(reader.exitCode, 0, said.join(''));
  t.regex(said.join(''), /large: no alarm, never exhausted/);
  t.regex(said.join(''), /large\.csv has more samples than are held: each point is the mean of 4/);
  await written;
});

test('a file without lines is refused, and so is one that is damaged on the way', async (t) => {
  const folder = temporaryFolder('large');
  const endless = join(folder, 'endless.csv');
  writeFileSync(endless, 'x'.repeat(3_000_000));
  await t.throwsAsync(readTraceFile(endless), {
    message: `cannot read ${endless}: it has a line of more than 1048576 characters`,
  });
  const cut = join(folder, 'cut.csv.gz');
  const whole = gzipSync(`minute,percent\n${'1,2\n'.repeat(1000)}`);
  writeFileSync(cut, whole.subarray(0, whole.length / 2));
  await t.throwsAsync(readTraceFile(cut), {
    message: `cannot read ${cut}: unexpected end of file`,
  });
});
