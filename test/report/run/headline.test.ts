import test from 'ava';
import type { Outcome } from '../../../src/lab/record/outcome.ts';
import {
  fullestOf,
  fullnessOf,
  headlineOf,
  headlinePart,
} from '../../../src/report/run/findings/headline.ts';
import { type CellPlan, makeRecord } from '../../support/make-record.ts';

function headline(...plans: readonly Partial<CellPlan>[]): string {
  const named = plans.map((plan, index) =>
    Object.assign({ id: `cell${index}`, run: { inserts: 2000 } }, plan),
  );
  return headlineOf(makeRecord(named).cells.map(headlinePart));
}

const ended = (exactOutcome: Outcome): string =>
  headline({ exactOutcome, hasCounts: false }).replace('cell0 ', '');

test('one cell that does not end well is named with its way to end', (t) => {
  const last = null;
  t.is(ended({ kind: 'timed-out', timeLimitMs: 1000, last }), 'does not end in time');
  t.is(
    ended({ kind: 'killed', signal: 'SIGKILL', by: 'oom-killer', last }),
    'is killed by SIGKILL',
  );
  t.is(ended({ kind: 'failed', message: 'x', last }), 'failed');
  t.is(ended({ kind: 'invalid', reason: 'x' }), 'gave no measurement');
  t.is(
    ended({ kind: 'map-full', operation: null, last: null, message: 'x' }),
    'ends with a full map',
  );
  t.is(
    ended({ kind: 'map-full', operation: 1201, last: null, message: 'x' }),
    'ends at insert 1,201, the map is full',
  );
});

test('cells that fit are counted, and of those that do not two are named', (t) => {
  const killed: Partial<CellPlan> = {
    hasCounts: false,
    exactOutcome: { kind: 'killed', signal: 'SIGKILL', by: 'oom-killer', last: null },
  };
  t.is(headline({}), '1 cell fits its limit');
  t.is(headline({}, {}), 'All 2 cells fit their limits');
  t.is(headline({}, killed), '1 of 2 cells fit; cell1 is killed by SIGKILL');
  t.is(
    headline({}, killed, killed, killed),
    '1 of 4 cells fit; cell1 is killed by SIGKILL; cell2 is killed by SIGKILL; 1 more does not fit',
  );
  t.is(
    headline(killed, killed, killed, killed),
    '0 of 4 cells fit; cell0 is killed by SIGKILL; cell1 is killed by SIGKILL; 2 more do not fit',
  );
  t.is(headline({ exactAgree: false }), 'cell0 counted differently in two processes');
});

test('what was skipped was not measured', (t) => {
  const skipped: Partial<CellPlan> = {
    hasCounts: false,
    exactOutcome: { kind: 'skipped', reason: 'needs 8 CPUs' },
    rounds: [],
  };
  t.is(headline(skipped), 'Nothing was measured');
  t.is(headline(skipped, {}), '1 cell fits its limit');
  t.is(
    fullestOf(makeRecord([{ id: 'x', run: { inserts: 9 }, ...skipped }]).cells.map(fullnessOf)),
    null,
  );
});
