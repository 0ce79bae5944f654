import test from 'ava';
import { defaultCompareOptions } from '../../../src/lab/compare/compare-options.ts';
import type { BatchShift } from '../../../src/lab/compare/verdict/batch-shift.ts';
import { judgeTimed, type TimedFinding } from '../../../src/lab/compare/verdict/judge-timed.ts';

/** A batch that is surely worse by this share. */
function worseBy(share: number): BatchShift {
  const estimate = Math.log1p(share);
  return {
    rounds: 20,
    estimate,
    interval: { low: estimate - 0.01, high: estimate + 0.01, confidence: 0.95 },
    pWorse: 1e-9,
    pBetter: 1,
    smallestP: 1e-11,
    standardError: 0.004,
  };
}

function verdict(...shares: readonly number[]): TimedFinding {
  return judgeTimed({
    shifts: shares.map((share) => worseBy(share)),
    yardstick: shares.map(() => 0),
    adjustedP: 1e-9,
    familySize: 1,
    noiseFloor: 0.02,
    isConfirmable: true,
    options: defaultCompareOptions,
  });
}

test('a regression needs every batch beyond the band, however sure one of them is', (t) => {
  t.deepEqual(verdict(0.5, 0.4), { kind: 'regressed' });
  t.deepEqual(verdict(0.5, 0.02), { kind: 'inconclusive', reason: 'too-noisy' });
});

test('a change that is sure and within the band is a pass', (t) => {
  t.deepEqual(verdict(0.02, 0.02), { kind: 'pass' });
});
