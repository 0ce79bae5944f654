import test from 'ava';
import {
  gateDocuments,
  gateExitCode,
  thresholdLines,
} from '../../../src/cli/run/run-gate-output.ts';
import type { RunGate } from '../../../src/lab/compare/thresholds/run-gate.ts';
import type { ThresholdVerdict } from '../../../src/lab/compare/thresholds/threshold-verdict.ts';

type Kind = ThresholdVerdict['kind'];

function gate(...kinds: readonly Kind[]): RunGate {
  return {
    id: 'run',
    startedAt: '2026-01-02T03:04:05.000Z',
    outcome: 'fail',
    verdicts: kinds.map((kind, index) => ({
      kind,
      cell: `cell${index}`,
      figure: 'peakBytes',
      message: 'said',
    })),
  };
}

test('a threshold that fails is a regression, one without a figure is invalid', (t) => {
  t.is(gateExitCode(gate(), undefined), 0);
  t.is(gateExitCode(gate('pass'), undefined), 0);
  t.is(gateExitCode(gate('pass', 'invalid', 'fail'), undefined), 1);
  t.is(gateExitCode(gate('pass', 'invalid'), undefined), 3);
  t.is(gateExitCode(gate('inconclusive'), undefined), 0);
  t.is(gateExitCode(gate('inconclusive'), 'inconclusive'), 1);
  const ended = gate('fail');
  const outcomes = ended.verdicts.map((one) => Object.assign({}, one, { figure: 'outcome' }));
  t.is(gateExitCode({ ...ended, verdicts: outcomes }, undefined), 0);
});

test('thresholds are listed worst first, in one column', (t) => {
  t.deepEqual(thresholdLines(gate()), []);
  t.deepEqual(thresholdLines(gate('pass', 'inconclusive', 'fail')), [
    'fail          cell2  peakBytes: said',
    'inconclusive  cell1  peakBytes: said',
    'pass          cell0  peakBytes: said',
  ]);
});

test('nothing is written of half a run', async (t) => {
  const run = { gate: gate('fail', 'inconclusive'), failOn: undefined, isStopped: false };
  const stopped = { ...run, isStopped: true };
  t.is(await gateDocuments.junit.text(stopped), null);
  t.is(await gateDocuments.markdown.text(stopped), null);
  t.regex((await gateDocuments.junit.text(run)) ?? '', /tests="2" failures="1"/);
  const strict = { ...run, failOn: 'inconclusive' } as const;
  t.regex((await gateDocuments.junit.text(strict)) ?? '', /tests="2" failures="2"/);
  t.regex((await gateDocuments.markdown.text(run)) ?? '', /\| Cell \|/);
});
