import type { ExpositionFormat } from '../../../base/exposition/exposition-page.ts';
import {
  expositionContentTypes,
  writeExposition,
  type WrittenFamily,
} from '../../../base/exposition/write-exposition.ts';
import type { ExportedMap } from './exported-map.ts';
import { mapFamilies } from './map-metrics.ts';

/** A page of metrics as Prometheus scrapes it. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of maps, and since when the process runs.
 *
 * @param others families that stand beside them
 */
export function metricsPage(
  maps: readonly ExportedMap[],
  processStartedAtMs: number,
  format: ExpositionFormat,
  others: readonly WrittenFamily[] = [],
): MetricsPage {
  const families = [...mapFamilies(maps), ...others, processFamily(processStartedAtMs)];
  return {
    contentType: expositionContentTypes[format],
    text: writeExposition(families, format),
  };
}

/** By its usual name: rules tell a fresh process from an old one by it. */
function processFamily(startedAtMs: number): WrittenFamily {
  return {
    type: 'gauge',
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds',
    unit: 'seconds',
    samples: [{ labels: {}, value: startedAtMs / 1000 }],
  };
}
