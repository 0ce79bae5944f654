import { sizeModelFor } from '../../../maps/model/size/size-model-for.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { AlertTask } from '../rules/rule-file.ts';
import type { YamlValue } from '../to-yaml.ts';

const fillingMinutes = 500;
const fullMinutes = 300;
const lastMinute = fillingMinutes + fullMinutes;
/** At that minute the growth is farther away than any horizon. */
const earlyMinute = 240;
const refusedPerMinute = 10;
const entriesNow = 100_000;

/**
 * A unit test for `promtool`: a map fills over 500 minutes, is refused its growth, and stands full for
 * five hours in which no entry is added. The critical alerts are up at every minute of them.
 */
export function fullMapTest(task: AlertTask, ruleFileName: string): YamlValue {
  return {
    rule_files: [ruleFileName],
    evaluation_interval: task.clock.duration(1),
    tests: [testOf(task)],
  };
}

function testOf({ map, clock }: AlertTask): YamlValue {
  const { model } = sizeModelFor(map, parseGoKeyType('int64'), parseGoType('int64', 'value'), 0);
  const threshold = model.nextGrowth(entriesNow)?.entries ?? entriesNow;
  const heldBytes = model.state(threshold - 1).bytesHeld;
  // Half of what the growth needs is free.
  const limitBytes = Math.round(heldBytes * (1 + 0.5 * modelFacts(map).bytesNeededPerByte));
  const start = Math.round(threshold / 2);
  const step = (threshold - 1 - start) / fillingMinutes;
  const labels = 'job="full",instance="full-0",map="main"';
  const entries = Array.from({ length: lastMinute + 1 }, (_, minute) =>
    Math.round(start + step * Math.min(minute, fillingMinutes)),
  );
  const series = (name: string, values: string, more = ''): YamlValue => ({
    series: `mapswell_map_${name}{${labels}${more}}`,
    values,
  });
  return {
    name: 'a map that fills, and stands full',
    interval: clock.duration(1),
    input_series: [
      series('entries', entries.join(' ')),
      series('growth_threshold_entries', `${threshold}x${lastMinute}`),
      series('bytes', `${heldBytes}x${lastMinute}`, ',generation="current"'),
      series('limit_bytes', `${limitBytes}x${lastMinute}`),
      series(
        'refused_writes_total',
        `0x${fillingMinutes} ${refusedPerMinute}+${refusedPerMinute}x${fullMinutes - 1}`,
        ',reason="out-of-memory"',
      ),
    ],
    promql_expr_test: [
      expectation(`count(${firing('MapswellGrowthDoesNotFit')})`, earlyMinute, null),
      expectation(
        `sum(count_over_time(${firing('MapswellGrowthDoesNotFit')}[${clock.duration(fullMinutes)}:${clock.duration(1)}]))`,
        lastMinute,
        fullMinutes + 1,
      ),
      expectation(`count(${firing('MapswellWritesRefused')})`, fillingMinutes - 1, null),
      expectation(
        `sum(count_over_time(${firing('MapswellWritesRefused')}[${clock.duration(fullMinutes - 2)}:${clock.duration(1)}]))`,
        lastMinute,
        fullMinutes - 1,
      ),
    ],
  };

  function expectation(expr: string, minute: number, value: number | null): YamlValue {
    return {
      expr,
      eval_time: clock.duration(minute),
      exp_samples: value === null ? [] : [{ labels: '{}', value }],
    };
  }
}

/** The critical alerts of the test's map that are up. */
function firing(alert: string): string {
  return `ALERTS{alertname="${alert}",alertstate="firing",severity="critical",service="full"}`;
}
