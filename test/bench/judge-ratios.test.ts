import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { keepEntry, newestRatios, readHistory, withEntry } from '../../bench/bench-history.ts';
import { type BenchRatio, ratioOf } from '../../bench/bench-ratio.ts';
import { judgeRatios } from '../../bench/judge-ratios.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function ratio(
  name: string,
  low: number,
  high: number,
  better: 'less' | 'more' = 'less',
): BenchRatio {
  return { name, better, median: (low + high) / 2, low, high, turns: 11 };
}

function entry(commit: string, ...ratios: readonly BenchRatio[]) {
  return { commit, date: '2026-01-31', node: '20.20.2', cpus: 2, load: 0.1, ratios };
}

test('a ratio is taken turn by turn: what slows the machine for a turn slows both', (t) => {
  const peers = [10, 10, 10, 10, 10, 50, 10, 10, 10, 10, 10];
  const values = [20, 21, 22, 19, 20, 100, 20, 18, 20, 20, 23];
  // Ratios 1.8, 1.9, 2.0 (six times), 2.1, 2.2, 2.3. The 2nd and the 10th of 11 bound their median at
  // 98.8 %; the 3rd and the 9th would at 93.5 %.
  t.deepEqual(ratioOf('a / b', 'less', values, peers), {
    name: 'a / b',
    better: 'less',
    median: 2,
    low: 1.9,
    high: 2.2,
    turns: 11,
  });
  t.throws(() => ratioOf('a / b', 'less', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]), {
    message: 'expected 6 turns or more of a / b and of its peer, got 5 and 5',
  });
  t.throws(() => ratioOf('a / b', 'less', values, peers.slice(1)));
});

test('a ratio has fallen where its interval lies wholly on the worse side of what it was', (t) => {
  const before = [ratio('time', 1.2, 1.4), ratio('speed', 1.5, 1.7, 'more'), ratio('gone', 1, 2)];
  const within = judgeRatios(before, [ratio('time', 1.4, 1.9), ratio('speed', 1.1, 1.5, 'more')]);
  t.deepEqual(within, { fallen: [], missing: ['gone'], compared: 2 });

  const now = [ratio('time', 1.41, 1.5), ratio('speed', 1.2, 1.49, 'more'), ratio('new', 9, 9)];
  const { fallen } = judgeRatios(before, now);
  t.deepEqual(
    fallen.map((one) => [one.before.low, one.now.low]),
    [
      [1.2, 1.41],
      [1.5, 1.2],
    ],
  );

  // Better is never a fall, however far.
  const better = [ratio('time', 0.5, 0.6), ratio('speed', 3, 4, 'more')];
  t.deepEqual(judgeRatios(before, better).fallen, []);
});

test('the history keeps one entry a commit, and the newest ratio of every name counts', (t) => {
  const file = join(temporaryFolder('bench'), 'history.json');
  writeFileSync(file, '[]');
  keepEntry(entry('a', ratio('time', 1, 2), ratio('speed', 1, 2, 'more')), file);
  keepEntry(entry('b', ratio('time', 2, 3)), file);
  keepEntry(entry('b', ratio('time', 3, 4)), file);
  const history = readHistory(file);
  t.deepEqual(
    history.map(({ commit, ratios }) => [commit, ratios.length]),
    [
      ['a', 2],
      ['b', 1],
    ],
  );
  t.deepEqual(newestRatios(history), [ratio('time', 3, 4), ratio('speed', 1, 2, 'more')]);
  t.deepEqual(
    withEntry(history, entry('a', ratio('other', 1, 1)))
      .at(-1)
      ?.ratios.map(({ name }) => name),
    ['time', 'speed', 'other'],
  );
  writeFileSync(file, '{}');
  t.throws(() => readHistory(file), { message: /to be a list of commits/ });
});
test('the history that is kept with the sources has ratios of a real commit', (t) => {
  const history = readHistory();
  t.true(history.length > 0);
  for (const { commit, ratios } of history) {
    t.regex(commit, /^[\da-f]{12}$/);
    t.true(ratios.length > 0);
    t.true(ratios.every(({ low, median, high }) => low <= median && median <= high));
  }
});
