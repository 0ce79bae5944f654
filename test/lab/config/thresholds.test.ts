import test from 'ava';
import { checkShape } from '../../../src/lab/config/schema/check-shape.ts';
import { scenarioSchema } from '../../../src/lab/config/schema/scenario-schema.ts';
import { thresholdsSchema } from '../../../src/lab/config/schema/thresholds/thresholds-schema.ts';
import { tiny } from '../../support/tiny-scenario.ts';
import { checkThresholdTargets, thresholdsOf } from '../../../src/lab/config/thresholds-of.ts';

test('a threshold of a target goes before one of all, and only for its own cells', (t) => {
  const thresholds = {
    peak: '<1MB',
    'go.held': '<2MB',
    'go.peakBytes': '<3MB',
    fits: true,
  } as const;
  t.deepEqual(thresholdsOf(thresholds, 'reference'), { peakBytes: '<1MB', fits: true });
  t.deepEqual(thresholdsOf(thresholds, 'go'), {
    peakBytes: '<3MB',
    heldBytes: '<2MB',
    fits: true,
  });
  t.throws(() => checkThresholdTargets(thresholds, ['reference', 'native'], 'x'), {
    message:
      'x: expected thresholds["go.held"] to name a target of the scenario, which are reference, native, got go',
  });
});

test('unknown names and values that are no comparison name the key and the rule', (t) => {
  const refused = (value: unknown): string =>
    t.throws(() => checkShape(thresholdsSchema, value, 'x'))?.message ?? '';
  t.is(refused({ peekBytes: '<1MB' }), 'x: peekBytes: unknown key (did you mean peakBytes?)');
  t.is(
    refused({ p99: '<1' }),
    "x: p99: expected a comparison such as '<1ms' or '<=250us', got '<1'",
  );
  t.is(refused({ growths: 18 }), "x: growths: expected a comparison such as '<=18', got 18");
  t.is(refused({ fits: 'yes' }), "x: fits: expected true or false, got 'yes'");
});

test('one key too many and one too few: the one was meant for the other', (t) => {
  const refused = (rate: unknown): readonly string[] =>
    (t.throws(() => checkShape(scenarioSchema, { ...tiny, rate }, 'x'))?.message ?? '').split('\n');
  t.deepEqual(refused({ kind: 'constant', rate: 1000 }), [
    "x: rate.perSecond: expected a rate above 0, at most 10,000,000 per second, as in '20k/s', got nothing",
    'x: rate.rate: unknown key (did you mean perSecond?)',
  ]);
  t.true(refused({ kind: 'ramp', rate: 1000 }).includes('x: rate.rate: unknown key'));
  t.true(
    refused({ kind: 'steps', steps: [1] }).includes(
      'x: rate.steps: unknown key (did you mean perSecond?)',
    ),
  );
});
