import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeCalibration } from './made-calibration.ts';
import { isMissing } from './real-tools.ts';

const page = readFileSync(new URL('../../../../docs/alerts.md', import.meta.url), 'utf8');

/** The lines of the page from a fleet to its rules; the run of a scenario in between needs no fleet. */
const documented = [
  ...page.matchAll(/^(?:npx mapswell (fleet|calibrate|alerts) .*|promtool .*)$/gmu),
]
  .map(([line]) => line.replace(/ +#.*$/u, ''))
  .filter((line) => !line.includes('--why'));

test('the lines of the page go from a fleet to rules that promtool tests, growths included', async (t) => {
  t.deepEqual(documented, [
    'npx mapswell fleet --out fleet --failures 120 --healthy 120',
    'npx mapswell calibrate fleet --report calibration.html',
    'npx mapswell alerts --calibration calibration.json --out rules --limit 112MiB',
    'promtool test rules rules/mapswell.rules.test.yml rules/mapswell.full.test.yml',
  ]);
  const cwd = temporaryFolder('documented');
  const printed: string[] = [];
  // A fifth of the fleet: the days with a map are fewer than those without in it too.
  for (const line of documented.map((one) => one.replaceAll('120', '24'))) {
    const [program = '', ...words] = line.split(' ');
    if (program === 'promtool') {
      if (isMissing(t, program)) continue;
      const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8' });
      t.is(status, 0, stdout + stderr);
      continue;
    }
    const io = fakeIo(words.slice(1), { cwd });
    t.is(await runCli(io), 0, io.errors);
    printed.push(io.output);
  }
  const { budget, growthBudget, growthForecast, judged } = JSON.parse(
    readFileSync(join(cwd, 'calibration.json'), 'utf8'),
  );
  t.true(growthBudget.falseAlarmsPerSeriesDay > budget.falseAlarmsPerSeriesDay);
  t.true(growthBudget.missingDays > 200);
  t.true(judged.some((one: { settings: unknown }) => isSame(one.settings, growthForecast)));
  const figures =
    /; fitted to at most 0\.\d+ false alarms per series-day, the smallest that the healthy days of series with a map can show \(the budget takes \d+ days more\)\./u;
  t.regex(printed[1] ?? '', figures);
  t.regex(printed[2] ?? '', /\nRules of growths: fitted to at most 0\.\d+ false alarms/u);
  const rules = readFileSync(join(cwd, 'rules', 'mapswell.rules.yml'), 'utf8');
  t.is(rules.match(/alert: MapswellGrowthDoesNotFit\n/gu)?.length, 2);
});

test('a calibration that could fit no growth forecast deploys its default figures, and says so', async (t) => {
  const cwd = temporaryFolder('documented');
  const unfitted = { ...madeCalibration('holt'), growthBudget: null };
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(unfitted));
  const io = fakeIo(['alerts', '--calibration', 'c.json', '--out', 'rules'], { cwd });
  t.is(await runCli(io), 0, io.errors);
  t.regex(
    io.output,
    /^Rules of growths: the default figures, not fitted: too few series with a map that fail at a growth, or no setting that is quiet enough on them\.$/mu,
  );
  const rules = readFileSync(join(cwd, 'rules', 'mapswell.rules.yml'), 'utf8');
  t.regex(
    rules,
    /alert: MapswellGrowthDoesNotFit\n +expr: "?\(job_instance_map:mapswell_map_entries:minutes_to_growth < 60\)/u,
  );
});

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
