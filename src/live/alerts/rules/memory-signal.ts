import { promNumber, type RecordingRule } from './prometheus-rule.ts';

/** A source of memory in percent of its limit that alerts watch. */
export interface MemorySignal {
  /** Part of the names of its series and alerts. */
  readonly name: 'service' | 'container';
  readonly alertPrefix: string;
  /** Records percent of the limit at every evaluation. */
  readonly percent: RecordingRule;
  /** Series with the bytes that are free. */
  readonly leftBytes: RecordingRule;
  /** Seconds since 1970 at which the process started; nothing where nobody exports it. */
  readonly startedSeconds: string;
  /** Labels of alerts, all of them always present. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What `container_memory_*` and its limit are called by cAdvisor; a limit of 0 means none. */
const containerUsed = 'container_memory_working_set_bytes{container!=""}';
const containerLimit = '(container_spec_memory_limit_bytes{container!=""} > 0)';

/** A label as a template, `unknown` where the series lacks it: inhibition compares these. */
export function presentLabel(...names: readonly string[]): string {
  const [first, ...rest] = names;
  if (first === undefined) return 'unknown';
  const other = rest.length === 0 ? 'unknown' : presentLabel(...rest);
  return `{{ if $labels.${first} }}{{ $labels.${first} }}{{ else }}${other}{{ end }}`;
}

/** Where the limit of the maps of one process is recorded. */
export const serviceLimit = 'mapswell:service_memory:limit_bytes';

/** The limit that the exporter shows, and of a service that shows none the one that was given. */
export function serviceLimitRule(limitBytes: number): RecordingRule {
  const given = `0 * sum by (job, instance) (mapswell_map_bytes) + ${promNumber(limitBytes)}`;
  return {
    record: serviceLimit,
    expr: `max by (job, instance) (mapswell_map_limit_bytes) or ${given}`,
  };
}

/** The maps of one process by the exporter, against the limit of its memory. */
export function serviceSignal(): MemorySignal {
  const bytes = 'sum by (job, instance) (mapswell_map_bytes)';
  return {
    name: 'service',
    alertPrefix: 'MapswellService',
    percent: {
      record: 'mapswell:service_memory:percent',
      expr: `100 * ${bytes} / ${serviceLimit}`,
    },
    leftBytes: {
      record: 'mapswell:service_memory:left_bytes',
      expr: `${serviceLimit} - ${bytes}`,
    },
    startedSeconds: 'max by (job, instance) (process_start_time_seconds)',
    labels: {
      service: presentLabel('job'),
      instance: presentLabel('instance'),
      resource: 'memory',
    },
  };
}

/** A container by cAdvisor, for services without the exporter. */
export const containerSignal: MemorySignal = {
  name: 'container',
  alertPrefix: 'MapswellContainer',
  percent: {
    record: 'mapswell:container_memory:percent',
    expr: `100 * ${containerUsed} / ${containerLimit}`,
  },
  leftBytes: {
    record: 'mapswell:container_memory:left_bytes',
    expr: `${containerLimit} - ${containerUsed}`,
  },
  startedSeconds: 'container_start_time_seconds{container!=""}',
  labels: {
    service: presentLabel('container', 'job'),
    instance: presentLabel('pod', 'instance'),
    resource: 'memory',
  },
};
