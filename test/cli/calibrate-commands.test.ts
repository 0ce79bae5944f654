import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runIn as run } from './run-in.ts';
import { formatTraceCsv } from '../../src/live/trace/format-trace-csv.ts';
import { healthyTrace } from '../live/calibrate/made-trace.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = (): string => temporaryFolder('calibrate');

test('arl prints run lengths and finds limits', async (t) => {
  const shift = await run('.', 'arl', '--lambda', '0.25', '--limit', '3', '--shift', '1', '--json');
  t.is(shift.exitCode, 0);
  t.true(Math.abs(JSON.parse(shift.output).averageRunLength - 11.154267016) < 1e-9);
  const wanted = await run('.', 'arl', '--wanted', '500');
  t.is(
    wanted.output,
    'The two-sided EWMA chart with lambda 0.15 and limit 2.90731 alarms after 500 samples on average at a shift of 0 standard deviations.\n',
  );
  const drift = await run('.', 'arl', '--limit', '2.64584', '--one-sided', '--drift', '0.05');
  t.regex(drift.output, /after 18\.515\d+ samples on average at a drift of 0\.05 per sample/u);
  for (const [argv, message] of [
    [['arl'], 'error: expected either --limit <sigmas> or --wanted <samples>\n'],
    [['arl', '--limit', 'x'], 'error: expected --limit to be a number, got "x"\n'],
    [['arl', '--limit', '3', '--lambda', '2'], 'error: expected lambda in (0, 1], got 2\n'],
    [
      ['arl', '--limit', '3', '--shift', '1', '--drift', '1'],
      'error: expected --shift or --drift, got both\n',
    ],
  ] as const) {
    const refused = await run('.', ...argv);
    t.deepEqual([refused.exitCode, refused.errors, refused.output], [2, message, '']);
  }
});

test('from noise to a fleet, a calibration, its evaluation and its alarms', async (t) => {
  const cwd = folder();
  for (let seed = 1; seed <= 8; seed++) {
    writeFileSync(
      join(cwd, `n${seed}.csv`),
      formatTraceCsv(healthyTrace(`n${seed}`, seed, 8600, 82)),
    );
  }
  const made = await run(
    cwd,
    'fleet',
    '--out',
    'fleet',
    '--failures',
    '12',
    '--healthy',
    '12',
    '--noise',
    'n1.csv',
    'n2.csv',
  );
  t.is(made.output, '24 traces in fleet: 4 slow-leak, 4 fast-leak, 4 doubling, 12 healthy\n');
  const manifest = JSON.parse(readFileSync(join(cwd, 'fleet', 'fleet.json'), 'utf8'));
  t.deepEqual(
    [manifest.kind, manifest.traces.length, manifest.noise],
    ['mapswell-fleet', 24, ['n1', 'n2']],
  );

  const files = readdirSync(cwd).filter((name) => name.endsWith('.csv'));
  const calibrated = await run(
    cwd,
    'calibrate',
    ...files,
    'fleet',
    '--out',
    'c.json',
    '--false-alarms',
    '0.5',
    '--threads',
    '1',
    '--report',
    'c.html',
  );
  t.regex(calibrated.errors, /^Written: c\.json\nReport: c\.html \(\d+\.\d KiB\)\n$/u);
  t.true(readFileSync(join(cwd, 'c.html'), 'utf8').includes('<h3>Pareto front</h3>'));
  t.is(calibrated.exitCode, 0);
  t.regex(calibrated.output, /^Fitted to 18 series, judged on 14 others; 1\d{4} settings tried\./u);
  t.regex(calibrated.output, /claimed to warn of 25 of 27, 23 minutes ahead/u);
  const calibration = JSON.parse(readFileSync(join(cwd, 'c.json'), 'utf8'));
  t.is(calibration.kind, 'mapswell-calibration');
  t.deepEqual(calibration.budget, { falseAlarmsPerSeriesDay: 0.5, leadMinutes: 23 });
  t.is(calibration.growthForecast.kind, 'growth-forecast');
  t.is(calibration.preset.evaluation.settings.slopePercentPerMinute, 0.021);
  t.true(calibration.interval.judgedFirst.coverage.n > 20);

  const fitted = calibration.provenance.series.filter(
    (one: { part: string }) => one.part === 'fit',
  );
  const refused = await run(cwd, 'evaluate', ...files, '--calibration', 'c.json');
  t.is(refused.exitCode, 3);
  t.regex(
    refused.errors,
    /expected traces that the calibration was not fitted to, got 6 of 8 that it was, such as n1/u,
  );
  const isFitted = (name: string): boolean =>
    fitted.some((one: { id: string }) => one.id === name.replace('.csv', ''));
  const others = files.filter((name) => !isFitted(name));
  const judged = await run(
    cwd,
    'evaluate',
    ...others,
    '--calibration',
    'c.json',
    '--graft',
    '--json',
  );
  t.is(judged.exitCode, 0);
  const { evaluations } = JSON.parse(judged.output);
  t.deepEqual(
    evaluations.map((one: { settings: { kind: string } }) => one.settings.kind),
    [calibration.detector.kind, 'source-rule'],
  );
  t.true(evaluations[0].quality.recall.share > 0.9);
  t.true(
    evaluations[0].quality.falseAlarmsPerSeriesDay.rate <
      evaluations[1].quality.falseAlarmsPerSeriesDay.rate,
  );

  const doubling = join('fleet', 'doubling-0001.csv');
  const toReport = ['--calibration', 'c.json', '--report', 'd.html'];
  const detected = await run(cwd, 'detect', ...toReport, doubling);
  t.is(detected.exitCode, 0);
  t.true(readFileSync(join(cwd, 'd.html'), 'utf8').includes('Growth forecast against'));
  t.regex(
    detected.output,
    /growth-forecast {2}minute \d+ to minute \d+: The map doubles in [\dhmin ]+(?:utes)? at \d+ entries a minute, needs [\d.]+ [KMG]iB, [\d.]+ [KMG]iB are left\./u,
  );
  const json = await run(
    cwd,
    'detect',
    '--calibration',
    'c.json',
    '--history',
    'n2.csv',
    'n2.csv',
    '--json',
  );
  t.deepEqual(JSON.parse(json.output), {
    traces: [{ id: 'n2', exhaustedAtMinute: null, episodes: [] }],
  });
});

test('evaluate without a calibration judges every detector by figures from the field', async (t) => {
  const cwd = folder();
  writeFileSync(join(cwd, 'n.csv'), formatTraceCsv(healthyTrace('n', 4, 8600, 80)));
  const { exitCode, output } = await run(cwd, 'evaluate', 'n.csv', '--graft');
  t.is(exitCode, 0);
  t.regex(output, /^detector +warned in time/u);
  for (const name of [
    'source-rule',
    'ewma-slope',
    'ewma-chart',
    'holt',
    'predict-linear',
    'static-threshold',
    'multi-scale',
  ])
    t.regex(output, new RegExp(`^${name} +[01]\\.\\d{3} \\[`, 'mu'));
});

test('bad input ends with 2, a clear message and no file', async (t) => {
  const cwd = folder();
  writeFileSync(join(cwd, 'one.csv'), 'minute,percent\n0,1\n');
  writeFileSync(join(cwd, 'not.json'), '{"kind":"other","version":1}');
  writeFileSync(join(cwd, 'new.json'), '{"kind":"mapswell-calibration","version":9}');
  writeFileSync(join(cwd, 'old.json'), '{"kind":"mapswell-calibration","version":2}');
  writeFileSync(join(cwd, 'bad.json'), '{"kind":"mapswell-calibration","version":3}');
  const two = Array.from({ length: 40 }, (_, i) => `${i},5${i % 10}`).join('\n');
  writeFileSync(join(cwd, 'a.csv'), `minute,percent\n${two}\n`);
  writeFileSync(join(cwd, 'b.csv'), `minute,percent\n${two}\n40,50\n`);
  for (const [argv, exitCode, message] of [
    [['calibrate', 'one.csv'], 2, /at least 2 samples, got 1/u],
    [['calibrate'], 2, /expected traces: files, folders or --prometheus/u],
    [['calibrate', 'none.csv'], 2, /cannot read .*none\.csv/u],
    [
      ['calibrate', 'a.csv'],
      2,
      /expected traces to fit to and traces to judge, got 0 and 1: a hash of the name says which/u,
    ],
    [
      ['calibrate', 'a.csv', 'b.csv', '--false-alarms', '0.1'],
      3,
      /no setting keeps the budget.*series-days were seen, at least 23\.0 are needed/u,
    ],
    [['calibrate', 'a.csv', '--false-alarms', '0'], 2, /--false-alarms above 0, got 0/u],
    [
      ['calibrate', 'a.csv', '--prometheus', 'http://127.0.0.1:1'],
      2,
      /expected files or --prometheus, got both/u,
    ],
    [
      ['calibrate', '--prometheus', 'http://127.0.0.1:1'],
      2,
      /expected the flag --query <promql> with --prometheus/u,
    ],
    [
      ['calibrate', '--prometheus', 'http://127.0.0.1:1', '--max-series', '0'],
      2,
      /expected --max-series to be .*, got "?0/u,
    ],
    [
      ['detect', 'a.csv', '--calibration', 'not.json'],
      2,
      /not\.json: it is no mapswell calibration: expected kind to be "mapswell-calibration", got /u,
    ],
    [
      ['detect', 'a.csv', '--calibration', 'new.json'],
      2,
      /new\.json: it was written by a newer mapswell: its version is 9, this program reads 3/u,
    ],
    [
      ['alerts', '--out', 'rules', '--calibration', 'old.json'],
      2,
      /old\.json: it was written by an older mapswell: its version is 2, this program reads 3; run mapswell calibrate on the traces again/u,
    ],
    [
      ['detect', 'a.csv', '--calibration', 'bad.json'],
      2,
      /bad\.json: \w+[\w.]*: expected .*, got nothing\n$/u,
    ],
    [['fleet', '--out', 'f', '--noise', 'one.csv'], 2, /at least 2 samples, got 1/u],
  ] as const) {
    const refused = await run(cwd, ...argv);
    t.deepEqual([refused.exitCode, refused.output], [exitCode, ''], argv.join(' '));
    t.regex(refused.errors, message);
  }
  t.deepEqual(readdirSync(cwd).toSorted(), [
    'a.csv',
    'b.csv',
    'bad.json',
    'new.json',
    'not.json',
    'old.json',
    'one.csv',
  ]);
});
