import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { makeFleet } from '../../src/live/calibrate/fleet/make-fleet.ts';
import { formatTraceCsv } from '../../src/live/trace/format-trace-csv.ts';
import { madeCalibration } from '../live/alerts/made-calibration.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

/** The words of a page, without its charts and its style, with plain spaces. */
function wordsOf(page: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return page
    .replaceAll(/<(style|svg)\b[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<\/?(?:b|bdi)>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/[\s\u00A0]+/g, ' ');
}

const oneSpace = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

/** The traces of a small fleet, and a leak with a false alarm thirteen hours before its end. */
function writeTraces(cwd: string): string[] {
  const fleet = makeFleet({ seed: 1, failures: 9, healthy: 3, noise: [] });
  const wanted = new Set(['fast-leak-0001', 'doubling-0001', 'healthy-0001']);
  const paths = fleet
    .filter(({ id }) => wanted.has(id))
    .map((trace) => {
      const path = join(cwd, `${trace.id}.csv`);
      writeFileSync(path, formatTraceCsv(trace));
      return path;
    });
  const late = Array.from({ length: 1500 }, (_, minute) => {
    const early = minute >= 600 && minute < 680 ? (minute - 600) * 0.85 : 0;
    const end = Math.max(0, minute - 1489) * 7;
    return `${minute},${30 + early + end}`;
  });
  const path = join(cwd, 'late.csv');
  writeFileSync(path, `minute,percent\n${late.join('\n')}\n`);
  return [...paths, path];
}

test('The page of detect shows every alarm of the command, word for word, under the title of the trace', async (t) => {
  const cwd = temporaryFolder('detect');
  const paths = writeTraces(cwd);
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(madeCalibration('ewma-slope')));
  const detect = async (...traces: readonly string[]): Promise<[string[], string]> => {
    const flags = ['--calibration', 'c.json', '--report', 'd.html'];
    const io = fakeIo(['detect', ...traces, ...flags], { cwd });
    t.is(await runCli(io), 0, io.errors);
    return [io.output.split('\n').filter(Boolean), readFileSync(join(cwd, 'd.html'), 'utf8')];
  };
  const kinds = new Set<string>();
  for (const path of paths) {
    const [lines, page] = await detect(path);
    const words = wordsOf(page);
    let at = 0;
    for (const line of lines) {
      const found = words.indexOf(oneSpace(line), at);
      t.true(found >= 0, `${path}: "${oneSpace(line)}"`);
      at = found;
      for (const [kind] of line.matchAll(/critical from|growth-forecast|ewma-slope/g))
        kinds.add(kind);
    }
    // In the title, in the headline and over the charts.
    t.is(words.split(oneSpace(lines[0] ?? '')).length - 1, 3, path);
    t.true(page.includes(`<title>${oneSpace(lines[0] ?? '')}</title>`), path);
  }
  t.deepEqual([...kinds].toSorted(), ['critical from', 'ewma-slope', 'growth-forecast']);

  // Of many traces the first are drawn, and the alarms of all are there.
  writeFileSync(join(cwd, 'short.csv'), 'minute,percent\n0,40\n1,41\n2,40\n');
  const short = Array.from({ length: 12 }, () => 'short.csv');
  const [lines, page] = await detect(...short, ...paths);
  const words = wordsOf(page);
  for (const line of lines) t.true(words.includes(oneSpace(line)), line);
  t.regex(page, /<title>16 traces: \d+ alarms<\/title>/);
});

test('An alarm that went down hours before exhaustion is not praised as lead', async (t) => {
  const cwd = temporaryFolder('detect');
  const path = writeTraces(cwd).at(-1) ?? '';
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(madeCalibration('static-threshold')));
  const flags = ['--calibration', 'c.json', '--report', 'd.html'];
  const io = fakeIo(['detect', path, ...flags], { cwd });
  t.is(await runCli(io), 0, io.errors);
  const words = wordsOf(readFileSync(join(cwd, 'd.html'), 'utf8'));
  t.regex(
    io.output,
    /^late: 1 alarm, exhausted at minute 1499\n  warning {3}static-threshold {2}minute 675 to minute 679: /,
  );
  t.true(words.includes('One alarm, none of which was up before exhaustion: false.'), words);
});
