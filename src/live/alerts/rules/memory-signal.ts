import { promNumber, type RecordingRule } from './prometheus-rule.ts';

/** A source of memory in percent of its limit that alerts watch. */
export interface MemorySignal {
  /** Level and metric of the series that rules record; the operation follows. */
  readonly metric: string;
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

/**
 * What cAdvisor knows of a container, which goes by namespace, pod and name: for some minutes after a
 * restart the old one and the new one are there, and the larger counts. A limit of 0 means none.
 */
function ofContainers(metric: string, condition: string = ''): string {
  return `max by (namespace, pod, container) (${metric}{container!="",container!="POD"}${condition})`;
}

const containerUsed = ofContainers('container_memory_working_set_bytes');
const containerLimit = ofContainers('container_spec_memory_limit_bytes', ' > 0');

/** A label as a template, `unknown` where the series lacks it: inhibition compares these. */
export function presentLabel(...names: readonly string[]): string {
  const [first, ...rest] = names;
  if (first === undefined) return 'unknown';
  const other = rest.length === 0 ? 'unknown' : presentLabel(...rest);
  return `{{ if $labels.${first} }}{{ $labels.${first} }}{{ else }}${other}{{ end }}`;
}

/** Level and metric of what is recorded of the maps of one process, and of a container. */
export const serviceMetric = 'job_instance:mapswell_map_bytes';
export const containerMetric = 'namespace_pod_container:container_memory_working_set_bytes';

/** Where the limit of the maps of one process is recorded. */
export const serviceLimit = 'job_instance:mapswell_map_limit_bytes:max';

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
    metric: serviceMetric,
    alertPrefix: 'MapswellService',
    percent: {
      record: `${serviceMetric}:percent`,
      expr: `100 * ${bytes} / ${serviceLimit}`,
    },
    leftBytes: {
      record: `${serviceMetric}:left`,
      expr: `${serviceLimit} - ${bytes}`,
    },
    startedSeconds: 'max by (job, instance) (process_start_time_seconds)',
    labels: {
      service: presentLabel('job'),
      instance: presentLabel('instance'),
      namespace: presentLabel('namespace'),
      resource: 'memory',
    },
  };
}

/** A container by cAdvisor, for services without the exporter. */
export const containerSignal: MemorySignal = {
  metric: containerMetric,
  alertPrefix: 'MapswellContainer',
  percent: {
    record: `${containerMetric}:percent`,
    expr: `100 * ${containerUsed} / ${containerLimit}`,
  },
  leftBytes: {
    record: `${containerMetric}:left`,
    expr: `${containerLimit} - ${containerUsed}`,
  },
  startedSeconds: ofContainers('container_start_time_seconds'),
  labels: {
    service: presentLabel('container', 'job'),
    instance: presentLabel('pod', 'instance'),
    namespace: presentLabel('namespace'),
    resource: 'memory',
  },
};
