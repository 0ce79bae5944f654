import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { mixinOf } from '../../../src/live/alerts/mixin.ts';
import { burnRuleFile } from '../../../src/live/alerts/rules/burn-rules.ts';
import { RuleClock } from '../../../src/live/alerts/rules/rule-clock.ts';
import { toYaml } from '../../../src/live/alerts/to-yaml.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { isMissing } from './real-tools.ts';

const percent = 'namespace_pod_container:container_memory_working_set_bytes:percent';
const burn = (window: string): string =>
  `namespace_pod_container:container_memory_working_set_bytes:burn_rate${window}`;

/** The rules of the mixin alone: what `yq .prometheusRules` gives. */
function rulesOfMixin(): string {
  const empty = { groups: [] };
  const yaml = toYaml(mixinOf(empty, burnRuleFile(new RuleClock()), { title: 'mapswell' }));
  const from = yaml.indexOf('prometheusRules:\n') + 'prometheusRules:\n'.length;
  return yaml.slice(from, yaml.indexOf('grafanaDashboards:')).replaceAll(/^ {2}/gmu, '');
}

/** What a query gives after 400 minutes. */
function at(expr: string, value: number): object {
  return {
    expr: `round(${expr}, 0.001)`,
    eval_time: '400m',
    exp_samples: [{ labels: '{}', value }],
  };
}

test('0.1 % of the limit a minute with 10 % left burns 14.4 of a budget of a day, on every window', (t) => {
  if (isMissing(t, 'promtool')) return;
  const folder = temporaryFolder('burn');
  writeFileSync(join(folder, 'burn.yml'), rulesOfMixin());
  const tests = {
    rule_files: ['burn.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        // From 50 % by 0.1 % a minute to 90 %.
        input_series: [{ series: percent, values: '50+0.1x400' }],
        promql_expr_test: [
          ...['5m', '30m', '1h', '6h'].map((window) => at(burn(window), 14.4)),
          at(percent.replace(/percent$/u, 'budget_left_ratio'), 0.1),
        ],
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'burn.test.yml'), JSON.stringify(tests));
  const lint = ['check', 'rules', '--lint=all', '--lint-fatal', 'burn.yml'];
  for (const argv of [lint, ['test', 'rules', 'burn.test.yml']]) {
    const { status, stdout, stderr } = spawnSync('promtool', argv, {
      cwd: folder,
      encoding: 'utf8',
    });
    t.is(status, 0, stdout + stderr);
  }
});
