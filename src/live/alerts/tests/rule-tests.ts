import { modelFacts } from '../../../maps/model/model-facts.ts';
import { sizedModels } from '../../../maps/model/map-model.ts';
import type { AlarmEpisode } from '../../calibrate/calibration/alarm-watch.ts';
import { detectAlarms } from '../../calibrate/calibration/detect-alarms.ts';
import type { Trace } from '../../trace/trace.ts';
import { growthModelOf } from '../../detect/growth-model-of.ts';
import type { AlertTask } from '../rules/rule-file.ts';
import { lastPart } from '../rules/last-part.ts';
import type { RuleClock } from '../rules/rule-clock.ts';
import type { YamlValue } from '../to-yaml.ts';

/** Limit of traces that only know percentages. */
const anyLimit = 2 ** 30;
/** Minutes by which Prometheus may be later than the detector: it evaluates, then notifies. */
const toleranceMinutes = 12;
/** No alarm of the detector may be this near to a minute at which none is expected. */
const quietMinutes = 90;
/** Rules need that much of a series before they say anything. */
const warmUpMinutes = 240;
const quietChecks = 4;
/** promtool evaluates every rule at every minute: eight hours take it a few seconds. */
const testMinutes = 480;

/**
 * Unit tests for `promtool test rules`, one per trace: the alerts are up where the detector's alarm
 * is, and down well away from any alarm. The traces become the metrics that the rules read.
 */
export function ruleTests(
  task: AlertTask,
  traces: readonly Trace[],
  ruleFileName: string,
): YamlValue {
  return {
    rule_files: [ruleFileName],
    evaluation_interval: task.clock.duration(1),
    tests: traces
      .map((trace) => lastPart(trace, testMinutes))
      .map((trace) => ({
        name: trace.id,
        interval: task.clock.duration(1),
        input_series: inputSeries(trace, task.limitBytes),
        promql_expr_test: expectations(task, trace),
      })),
  };
}

function inputSeries(trace: Trace, limitBytes: number): YamlValue[] {
  const limit = trace.limitBytes ?? anyLimit;
  const labels = `{namespace="tests",container="${trace.id}",pod="${trace.id}-0"}`;
  const bytes = perMinute(trace, trace.percent, (percent) => Math.round((percent / 100) * limit));
  const series = [
    { series: `container_memory_working_set_bytes${labels}`, values: bytes },
    {
      series: `container_spec_memory_limit_bytes${labels}`,
      values: `${limit}x${lastMinute(trace)}`,
    },
  ];
  return trace.map === null ? series : [...series, ...mapSeries(trace, trace.map, limitBytes)];
}

/**
 * The metrics of the exporter for the map of a trace. The rules know one limit: bytes are scaled to
 * it, and what else the trace holds becomes a second map.
 */
function mapSeries(trace: Trace, map: NonNullable<Trace['map']>, limitBytes: number): YamlValue[] {
  const labels = `job="${trace.id}",instance="${trace.id}-0"`;
  const scale = limitBytes / (trace.limitBytes ?? anyLimit);
  const model = growthModelOf(map.type);
  let most = 0;
  const highest = map.entries.map((entries) => (most = Math.max(most, entries)));
  const threshold = highest.map((entries) => model.upcoming(entries)?.entries ?? 0);
  const held = highest.map((entries) => Math.round(model.bytesHeld(entries) * scale));
  const others = held.map((bytes, i) =>
    Math.max(0, Math.round(((trace.percent[i] ?? 0) / 100) * limitBytes - bytes)),
  );
  return [
    {
      series: `mapswell_map_entries{${labels},map="main"}`,
      values: perMinute(trace, map.entries),
    },
    {
      series: `mapswell_map_growth_threshold_entries{${labels},map="main"}`,
      values: perMinute(trace, threshold),
    },
    {
      series: `mapswell_map_bytes{${labels},map="main",generation="current"}`,
      values: perMinute(trace, held),
    },
    {
      series: `mapswell_map_bytes{${labels},map="others",generation="current"}`,
      values: perMinute(trace, others),
    },
  ];
}

/** Values at every minute; `_` is a gap. */
function perMinute(
  trace: Trace,
  readings: Float64Array,
  change: (reading: number) => number = (reading) => reading,
): string {
  const values = Array.from({ length: lastMinute(trace) + 1 }, () => '_');
  for (const [i, minute] of trace.minutes.entries())
    values[Math.round(minute)] = String(change(readings[i] ?? 0));
  return values.join(' ');
}

function lastMinute({ minutes }: Trace): number {
  return Math.round(minutes.at(-1) ?? 0);
}

function expectations({ calibration, map, clock }: AlertTask, trace: Trace): YamlValue[] {
  const expected = { service: trace.id, last: lastMinute(trace) };
  // In eight hours the rules see no past of a series: they leave the last day out.
  const episodes = detectAlarms(calibration, trace, null);
  const byBytes = episodes.filter(({ detector }) => detector === calibration.detector.kind);
  const byGrowth = episodes.filter(({ detector }) => detector === 'growth-forecast');
  const mapped = sizedModels.find((model) => model === trace.map?.type.model);
  const isJudged =
    mapped !== undefined &&
    modelFacts(mapped).bytesNeededPerByte === modelFacts(map).bytesNeededPerByte;
  return [
    ...expectAlert(
      { ...expected, alert: 'MapswellContainerMemoryFills', episodes: byBytes },
      clock,
    ),
    ...(isJudged
      ? expectAlert({ ...expected, alert: 'MapswellGrowthDoesNotFit', episodes: byGrowth }, clock)
      : []),
  ];
}

interface Expected {
  readonly alert: string;
  readonly service: string;
  readonly episodes: readonly AlarmEpisode[];
  readonly last: number;
}

function expectAlert({ alert, service, episodes, last }: Expected, clock: RuleClock): YamlValue[] {
  const expr = `count(ALERTS{alertname="${alert}",alertstate="firing",severity="warning",service="${service}"})`;
  const up = [{ labels: '{}', value: 1 }];
  return [
    ...loudMinutes(episodes, last).map((minute) => ({
      expr,
      eval_time: clock.duration(minute),
      exp_samples: up,
    })),
    ...quietMinutesOf(episodes, last).map((minute) => ({
      expr,
      eval_time: clock.duration(minute),
      exp_samples: [],
    })),
  ];
}

/** A while into every alarm that lasts. */
function loudMinutes(episodes: readonly AlarmEpisode[], last: number): number[] {
  return episodes.flatMap(({ fromMinute, toMinute }) => {
    const minute = Math.ceil(fromMinute + toleranceMinutes);
    return fromMinute >= warmUpMinutes && minute <= Math.min(last, toMinute) ? [minute] : [];
  });
}

/** Up to four minutes, evenly spread, that are far from any alarm. */
function quietMinutesOf(episodes: readonly AlarmEpisode[], last: number): number[] {
  const isQuiet = (minute: number): boolean =>
    episodes.every(
      ({ fromMinute, toMinute }) =>
        minute < fromMinute - quietMinutes || minute > toMinute + quietMinutes,
    );
  const free = Array.from(
    { length: Math.max(0, last - warmUpMinutes) },
    (_, i) => i + warmUpMinutes,
  ).filter(isQuiet);
  return Array.from(
    { length: Math.min(quietChecks, free.length) },
    (_, i) => free[Math.floor(((i + 0.5) * free.length) / quietChecks)] ?? 0,
  );
}
