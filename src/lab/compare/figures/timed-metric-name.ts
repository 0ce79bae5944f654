/** Every metric that a clock or the operating system gave, one value a round. */
export const timedMetricNames = [
  'writes-per-second',
  'yardstick-ratio',
  'latency-p50',
  'latency-p99',
  'cpu-seconds',
  'peak-rss',
] as const;

export type TimedMetricName = (typeof timedMetricNames)[number];
