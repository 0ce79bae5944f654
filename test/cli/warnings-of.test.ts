import test from 'ava';
import { warningsOf } from '../../src/cli/warnings-of.ts';
import { makeRecord } from '../support/make-record.ts';

test('a sentence about every cell stands alone, one about some names them', (t) => {
  const record = makeRecord(['few', 'many'].map((id) => ({ id, run: { inserts: 100 } })));
  const [first, second] = record.cells;
  if (first === undefined || second === undefined) throw new Error('expected two cells');
  const all = { code: 'limit', message: 'CPUs: 4 asked, this machine has 2.' };
  const some = { code: 'few-rounds', message: 'Only 1 of 5 timed rounds gave a measurement.' };
  t.deepEqual(
    warningsOf({
      ...record,
      warnings: [{ code: 'interrupted', message: 'The run was interrupted.' }],
      cells: [
        { ...first, warnings: [all, some] },
        { ...second, warnings: [all] },
      ],
    }),
    [
      'The run was interrupted.',
      'CPUs: 4 asked, this machine has 2.',
      'few: Only 1 of 5 timed rounds gave a measurement.',
    ],
  );
});
