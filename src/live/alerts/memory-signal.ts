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

/** The maps of one process by the exporter, against the limit of its memory. */
export function serviceSignal(limitBytes: number): MemorySignal {
  const bytes = 'sum by (job, instance) (mapswell_map_bytes)';
  return {
    name: 'service',
    alertPrefix: 'MapswellService',
    percent: {
      record: 'mapswell:service_memory:percent',
      expr: `100 * ${bytes} / ${promNumber(limitBytes)}`,
    },
    leftBytes: {
      record: 'mapswell:service_memory:left_bytes',
      expr: `${promNumber(limitBytes)} - ${bytes}`,
    },
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
  labels: {
    service: presentLabel('container', 'job'),
    instance: presentLabel('pod', 'instance'),
    resource: 'memory',
  },
};
