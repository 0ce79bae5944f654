import test from 'ava';
import { raceLines } from '../../../src/cli/text/lab/race-lines.ts';
import type { RaceFigures } from '../../../src/lab/record/figures/race-figures.ts';
import { summariseRaces } from '../../../src/lab/record/figures/summarise-races.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import { makeRecord, shippedPlans } from '../../support/make-record.ts';

const ofModel: RaceFigures = {
  trials: 50,
  concurrentMapWrites: 20,
  concurrentMapReadAndMapWrite: 5,
  byRule: { entry: 20, exit: 5, 'no-empty-slot': 0 },
  trapped: 1,
  stuck: 2,
  silentlyDamaged: 4,
  overlaps: 9000,
  overlapsMissed: 1234,
  keysWritten: 50_000,
  keysLost: 77,
  valuesLost: 3,
};

/** A record whose first cell had those races, and no other. */
function recordWith(rounds: readonly RaceFigures[]): RunRecord {
  const record = makeRecord(shippedPlans.slice(0, 2));
  const races = summariseRaces(rounds);
  const [first, ...others] = record.cells;
  if (first === undefined || races === null) return record;
  return { ...record, cells: [{ ...first, summary: { ...first.summary, races } }, ...others] };
}

test('races are a line for each cell that has them: how many were caught, and what the others did', (t) => {
  const record = recordWith([ofModel, ofModel]);
  const id = record.cells[0]?.cell.id ?? '';
  // The exact interval of 50 in 100 is 0.3983 to 0.6017 (C. Clopper and E. Pearson, 1934).
  t.deepEqual(raceLines(record), [
    `races    ${id}: caught in 50 of 100 trials (50.0 %, 95 % interval 39.8 to 60.2 %), 2,468 overlaps unseen, 154 of 100,000 keys lost, 6 values lost, 6 maps corrupted beyond use`,
  ]);
});

test('what a real map cannot know is left out, and a run without races has no line', (t) => {
  const real: RaceFigures = {
    ...ofModel,
    trapped: 0,
    stuck: 0,
    byRule: null,
    overlaps: null,
    overlapsMissed: null,
    keysWritten: null,
    keysLost: null,
    valuesLost: null,
  };
  const [line = ''] = raceLines(recordWith([real]));
  t.regex(line, /: caught in 25 of 50 trials \(50\.0 %, 95 % interval 35\.5 to 64\.5 %\)$/);
  t.deepEqual(raceLines(recordWith([])), []);
});
