import test from 'ava';
import { lateCause, type LateRound } from '../../../../src/lab/run/result/late-cause.ts';
import type { HttpMeasurement } from '../../../../src/lab/record/http-result.ts';
import { latencyBuckets } from '../../../../src/lab/record/figures/latency-bucket.ts';
import { doubtfulSummary } from '../../../../src/lab/record/figures/doubtful-summary.ts';
import { runTable } from '../../../../src/cli/text/lab/run-table.ts';
import type { RoundResult } from '../../../../src/lab/record/run-record.ts';
import { judgeThresholds } from '../../../../src/lab/compare/thresholds/judge-thresholds.ts';
import { makeRecord } from '../../../support/make-record.ts';

const record = makeRecord([
  { id: 'x', run: { inserts: 2000 }, cell: { thresholds: { p99: '<1ms', growths: '<99' } } },
]);

function measured(operations: number, elapsedNs: number): LateRound['doubtful'] {
  const measurement = record.cells[0]?.rounds[0]?.measurement ?? null;
  if (measurement === null) throw new Error('expected a measurement');
  return { ...measurement, iterations: [{ operations, elapsedNs }] };
}

const late: LateRound = {
  rate: { kind: 'constant', perSecond: 1000 },
  writers: 1,
  cpus: 2,
  doubtful: measured(1000, 2e9),
  usage: { wallMs: 2000, throttledMs: 0 },
  tasks: { typical: 22 },
  machineCpus: 2,
};

test('a rate that was not kept names what stood in its way, and what to change', (t) => {
  t.is(
    lateCause(late),
    '; 22 tasks wanted 2 CPUs, 500 of 1,000 operations per second were reached: run it while nothing else does, or ask for at most 350 in rate.perSecond',
  );
  t.is(
    lateCause({
      ...late,
      rate: { kind: 'ramp', fromPerSecond: 0, toPerSecond: 2000 },
      cpus: 0.5,
      usage: { wallMs: 2000, throttledMs: 900 },
      tasks: { typical: 1 },
    }),
    '; its limit of 0.5 CPUs stopped it for 900 of 2,000 ms, 500 of 1,000 operations per second were reached: give it more in limits.cpus, or ask for at most 350 in rate.toPerSecond',
  );
  t.is(
    lateCause({
      ...late,
      writers: 8,
      doubtful: measured(1000, 1e9),
      usage: { wallMs: 1000, throttledMs: null },
    }),
    '; 22 tasks wanted 2 CPUs: give it at most 2 writers, or ask for at most 700 in rate.perSecond',
  );
});

test('the time in which the last answers are waited for is none in which too few requests were sent', (t) => {
  const measurement = measured(1000, 1.6e9);
  const answered = {
    subBucketsPerOctave: 64,
    counts: [[latencyBuckets.of(6e8), 1000]],
    samples: 1000,
    weight: 1000,
    minNs: 6e8,
    maxNs: 6e8,
  } as const;
  const http: HttpMeasurement = {
    url: 'http://127.0.0.1:1',
    loop: 'open',
    connections: 600,
    durationMs: 1600,
    requests: 1000,
    errors: 0,
    requestsPerSecond: 625,
    statusCounts: { 200: 1000 },
    serviceTime: answered,
    slices: [],
    growths: [],
    generator: { cpuCores: 0.1, eventLoopLagP99Ns: 0, lateness: answered, lateStarts: 0 },
    scraped: [],
    watched: null,
  };
  t.is(
    lateCause({ ...late, doubtful: { ...measurement, http } }),
    '; 22 tasks wanted 2 CPUs: run it while nothing else does, or ask for at most 700 in rate.perSecond',
  );
});

test('rounds that kept no rate show their times with a question mark, and pass no threshold', (t) => {
  const [cell] = record.cells;
  if (cell === undefined) throw new Error('expected a cell');
  const rounds = cell.rounds.map((round): RoundResult => {
    const seen: Partial<RoundResult> =
      round.measurement === null ? {} : { doubtful: round.measurement };
    const outcome = { kind: 'invalid', reason: 'late' } as const;
    return Object.assign({}, round, seen, { outcome, measurement: null });
  });
  const { latency, writesPerSecond, ...empty } =
    makeRecord([{ id: 'x', run: { inserts: 2000 }, rounds: [{ kind: 'invalid', reason: 'late' }] }])
      .cells[0]?.summary ?? cell.summary;
  t.is(writesPerSecond, null);
  const doubtful = { ...cell, rounds, summary: { ...empty, latency, writesPerSecond } };
  t.is(doubtfulSummary(cell), null);
  t.is(doubtfulSummary(doubtful)?.writesPerSecond?.median, cell.summary.writesPerSecond?.median);
  const table = runTable({ ...record, cells: [doubtful] }, 200);
  t.regex(table, /^x +invalid +2,000 +80\.1 .*\d M\? +- +\d.* (?:us|ms)\?$/m);
  t.deepEqual(
    judgeThresholds({ ...record, cells: [doubtful] }).map(({ kind, message }) => [kind, message]),
    [
      ['invalid', 'no figure for < 1.00 ms: no round kept the rate'],
      ['pass', '9, 91 % below 99'],
    ],
  );
});
