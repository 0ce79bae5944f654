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
 * The metrics of maps at one moment, and since when the process runs: a page of each format that is asked
 * for. Who reads one format after the other sees no counter fall.
 */
export class MetricsMoment {
  readonly #families: readonly WrittenFamily[];
  readonly #pages = new Map<ExpositionFormat, MetricsPage>();

  /** @param others families that stand beside those of the maps */
  constructor(
    maps: readonly ExportedMap[],
    processStartedAtMs: number,
    others: readonly WrittenFamily[] = [],
  ) {
    this.#families = [...mapFamilies(maps), ...others, processFamily(processStartedAtMs)];
  }

  page(format: ExpositionFormat): MetricsPage {
    const known = this.#pages.get(format);
    if (known !== undefined) return known;
    const page = {
      contentType: expositionContentTypes[format],
      text: writeExposition(this.#families, format),
    };
    this.#pages.set(format, page);
    return page;
  }
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
