/** Samples of a page that are kept; a page of thousands is no summary of a service. */
const mostSamples = 500;

/**
 * The samples of a metrics page in Prometheus's text format or OpenMetrics: value by name with
 * labels. Time stamps and exemplars are left out, as is what is no finite number.
 */
export function parseMetricsPage(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?)\s+(\S+)/.exec(line);
    const [, sample = '', value = ''] = match ?? [];
    const number = Number(value);
    if (sample === '' || value === '' || !Number.isFinite(number)) continue;
    samples.set(sample, number);
    if (samples.size === mostSamples) break;
  }
  return samples;
}
