import { mergeLatency } from '../../record/figures/latency-quantile.ts';
import type { HttpMeasurement } from '../../record/http-result.ts';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { GeneratorPart } from '../../subjects/http/generator-part.ts';
import { summarizeSlices, type WholeSlices } from '../../subjects/http/http-recorder.ts';

/** What one generator measured of a round. */
export interface GeneratorShareMeasured {
  readonly measurement: TimedMeasurement;
  readonly http: HttpMeasurement;
  readonly part: GeneratorPart;
}

/**
 * The measurement that one generator of the whole rate would have made: requests and histograms are
 * sums; what is seen of the service is what the first generator saw.
 */
export function sumGenerators(shares: readonly GeneratorShareMeasured[]): TimedMeasurement {
  const https = shares.map(({ http }) => http);
  const [first] = https;
  if (first === undefined) throw new RangeError('expected the share of a generator, got none');
  const total = (of: (http: HttpMeasurement) => number): number =>
    https.reduce((sum, http) => sum + of(http), 0);
  const requests = total((http) => http.requests);
  const durationMs = Math.max(...https.map((http) => http.durationMs));
  const elapsedNs = durationMs * 1e6;
  const requestsPerSecond = (requests / durationMs) * 1000;
  const phase = (name: 'normal' | 'evacuating' | 'growing'): LatencyHistogram =>
    mergeLatency(shares.map(({ measurement }) => measurement.latency[name]));
  return {
    iterations: [{ operations: requests, elapsedNs }],
    writesPerSecond: requestsPerSecond,
    nsPerWrite: elapsedNs / requests,
    latency: {
      normal: phase('normal'),
      evacuating: phase('evacuating'),
      growing: phase('growing'),
    },
    tinybench: { meanMs: durationMs, sdMs: 0, rmePercent: 0, samples: 1 },
    http: {
      ...first,
      connections: total((http) => http.connections),
      durationMs,
      requests,
      errors: total((http) => http.errors),
      requestsPerSecond,
      statusCounts: sumByStatus(https),
      serviceTime: sumOf(https.map((http) => http.serviceTime)),
      slices: summarizeSlices(sumSlices(shares.map(({ part }) => part))),
      generator: {
        cpuCores: total(({ generator }) => generator.cpuCores),
        eventLoopLagP99Ns: Math.max(...https.map(({ generator }) => generator.eventLoopLagP99Ns)),
        lateness: sumOf(https.map(({ generator }) => generator.lateness)),
        lateStarts: total(({ generator }) => generator.lateStarts),
      },
    },
  };
}

function sumOf(histograms: readonly (LatencyHistogram | null)[]): LatencyHistogram {
  return mergeLatency(histograms.flatMap((one) => one ?? []));
}

function sumByStatus(https: readonly HttpMeasurement[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { statusCounts } of https)
    for (const [status, count] of Object.entries(statusCounts))
      sums[status] = (sums[status] ?? 0) + count;
  return sums;
}

/** All slices as long as the longest: lengths are powers of two of one. */
function sumSlices(parts: readonly WholeSlices[]): WholeSlices {
  const sliceMs = Math.max(...parts.map((part) => part.sliceMs));
  const aligned = parts.map((part) => widened(part, sliceMs));
  const length = Math.max(...aligned.map((slices) => slices.length));
  const slices = Array.from({ length }, (_, at) =>
    mergeLatency(aligned.flatMap((own) => own[at] ?? [])),
  );
  return { sliceMs, slices };
}

function widened(part: WholeSlices, sliceMs: number): readonly LatencyHistogram[] {
  const factor = Math.round(sliceMs / part.sliceMs);
  return Array.from({ length: Math.ceil(part.slices.length / factor) }, (_, at) =>
    mergeLatency(part.slices.slice(at * factor, (at + 1) * factor)),
  );
}
