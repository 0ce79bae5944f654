import test from 'ava';
import { operationsOfYardstick } from '../../../src/lab/run/run-planned-process.ts';

test('the yardstick does 200,000 operations, or as many as the environment says', (t) => {
  t.is(operationsOfYardstick({}), 200_000);
  t.is(operationsOfYardstick({ MAPSWELL_YARDSTICK_OPERATIONS: '2000' }), 2000);
});

for (const text of ['0', '-5', 'many', '1.5', ''])
  test(`a yardstick of ${JSON.stringify(text)} operations is refused by the name of its variable`, (t) => {
    t.throws(() => operationsOfYardstick({ MAPSWELL_YARDSTICK_OPERATIONS: text }), {
      message: `MAPSWELL_YARDSTICK_OPERATIONS: expected a whole number above 0, got "${text}"`,
    });
  });
