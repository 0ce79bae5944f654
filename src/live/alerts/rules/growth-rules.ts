import type { GrowthForecastSettings } from '../../detect/detectors/growth-forecast.ts';
import type { SizedModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { presentLabel, serviceLimit, serviceMetric } from './memory-signal.ts';
import { promNumber, type RecordingRule } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/** Minutes to the next growth of each map, and the bytes that it needs beside what is held. */
export const growthMinutes = 'job_instance_map:mapswell_map_entries:minutes_to_growth';
export const growthNeeds = 'job_instance_map:mapswell_map_bytes:growth_needs';

/** The growth forecast in PromQL. */
export interface GrowthRules {
  readonly recording: readonly RecordingRule[];
  /** Minutes to a growth that does not fit, for every map that has one within so many minutes. */
  readonly alarm: (withinMinutes: number) => string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * When each map of the exporter grows next, what that needs and what is left. A growth that is due with
 * the next entry is 0 minutes away for as long as it is.
 */
export function growthRules(
  settings: GrowthForecastSettings,
  map: SizedModel,
  clock: RuleClock,
): GrowthRules {
  const { alpha, nearHighShare, marginPercent } = settings;
  const by = 'sum by (job, instance, map)';
  const rate = 'job_instance_map:mapswell_map_entries:per_minute';
  const minutes = growthMinutes;
  const needed = growthNeeds;
  const left = `${serviceMetric}:left`;
  const entries = `${by} (mapswell_map_entries)`;
  // The slope through 5 minutes stands in for the median of five steps.
  const step = clock.perMinute(`${by} (deriv(mapswell_map_entries[${clock.duration(5)}]))`);
  const allowed = `${left} + ${promNumber(marginPercent / 100)} * ${serviceLimit}`;
  const threshold = `${by} (mapswell_map_growth_threshold_entries)`;
  // A map that is full stands one entry before the growth that it is refused, and its rate is 0.
  const standing = `0 * (${threshold} - ${entries} <= 1)`;
  const highest = `${by} (max_over_time(mapswell_map_entries[${clock.duration(1440)}]))`;
  return {
    recording: [
      {
        record: rate,
        expr: `${promNumber(alpha)} * ${step} + ${promNumber(1 - alpha)} * (last_over_time(${rate}[${clock.duration(12)}]) or ${step})`,
      },
      {
        record: minutes,
        expr: `${standing} or (clamp_min(${threshold} - ${entries}, 0) / (${rate} > 0) and ${entries} >= ${promNumber(nearHighShare)} * ${highest})`,
      },
      {
        record: needed,
        expr: `${modelFacts(map).bytesNeededPerByte} * ${by} (mapswell_map_bytes{generation="current"})`,
      },
    ],
    alarm: (within) =>
      `(${minutes} < ${promNumber(within)}) and (${needed} > on (job, instance) group_left () (${allowed}))`,
    labels: {
      service: presentLabel('job'),
      instance: presentLabel('instance'),
      namespace: presentLabel('namespace'),
      resource: presentLabel('map'),
    },
  };
}
