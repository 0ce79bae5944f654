import pidusage from 'pidusage';
import type { HttpGrowth, HttpMeasurement } from '../../record/http-result.ts';
import type { LastState } from '../../record/outcome.ts';
import type { HttpAnswers } from './http-answers.ts';
import {
  expositionFormat,
  parseExposition,
  seriesValues,
} from '../../../base/exposition/parse-exposition.ts';
import type { HttpJob } from './http-job.ts';

/** Series of a page that are kept; a page of thousands is no summary of a service. */
const mostSeries = 500;

/** A figure of a page that somebody else wrote. */
function figure(value: unknown): number {
  return Number(value) || 0;
}

/** Growths whose end was not seen, because they are no longer listed, are over by now. */
function endAll(growths: Map<number, HttpGrowth>, nowMs: number): void {
  for (const [key, growth] of growths)
    if (growth.durationMs === null)
      growths.set(key, { ...growth, durationMs: Math.max(0, nowMs - growth.atMs) });
}

/** Looks at a service from time to time, while it is under load. */
export class ServiceWatch {
  /** Growths since the beginning, oldest first. */
  growths: readonly HttpGrowth[] = [];
  readonly #job: HttpJob;
  readonly #answers: HttpAnswers;
  #firstPage: ReadonlyMap<string, number> | null = null;
  #lastPage: ReadonlyMap<string, number> = new Map();
  #peakRssBytes = 0;
  #cpuMs: { first: number; last: number; firstAt: number; lastAt: number } | null = null;

  /** @param answers know when the first request was sent */
  constructor(job: HttpJob, answers: HttpAnswers) {
    this.#job = job;
    this.#answers = answers;
  }

  /** Asks everything once. A page that cannot be read this time may be read the next time. */
  async look(): Promise<LastState | null> {
    const [state] = await Promise.all([
      this.#askMapSize().catch(() => null),
      this.#scrape().catch(() => undefined),
      this.#askProcess().catch(() => undefined),
    ]);
    return state;
  }

  get scraped(): HttpMeasurement['scraped'] {
    return [...this.#lastPage].map(([sample, last]) => ({
      sample,
      first: this.#firstPage?.get(sample) ?? 0,
      last,
    }));
  }

  get watched(): HttpMeasurement['watched'] {
    const { pid } = this.#job;
    const cpu = this.#cpuMs;
    if (pid === null || cpu === null) return null;
    const elapsedMs = cpu.lastAt - cpu.firstAt;
    const cpuCores = elapsedMs > 0 ? (cpu.last - cpu.first) / elapsedMs : 0;
    return { pid, cpuCores, peakRssBytes: this.#peakRssBytes };
  }

  async #askMapSize(): Promise<LastState | null> {
    const { mapSizeUrl } = this.#job;
    if (mapSizeUrl === null) return null;
    const size: unknown = await (await fetch(mapSizeUrl)).json();
    const page = Object(size);
    const known = new Map(this.growths.map((growth) => [growth.atMs, growth]));
    for (const growth of Array.isArray(page.growthEvents) ? page.growthEvents : []) {
      const read = this.#growthOf(Object(growth));
      if (read.atMs >= 0) known.set(read.atMs, read);
    }
    if (page.isGrowing === false) endAll(known, performance.now() - this.#answers.beganAt);
    this.growths = [...known.values()].toSorted((a, b) => a.atMs - b.atMs);
    return {
      operations: figure(page.writes) + figure(page.lookups),
      entries: figure(page.size),
      bytesHeld: figure(Object(page.bytes).held),
    };
  }

  #growthOf(event: Readonly<Record<string, never>>): HttpGrowth {
    const began = performance.timeOrigin + this.#answers.beganAt;
    const { startedAtMs, durationNs, kind, entries, fromBuckets, toBuckets } = event;
    return {
      atMs: Number(startedAtMs) - began,
      durationMs: durationNs === null ? null : Number(durationNs) / 1e6,
      kind: kind ?? 'double',
      entries: Number(entries),
      fromBuckets: Number(fromBuckets),
      toBuckets: Number(toBuckets),
    };
  }

  async #scrape(): Promise<void> {
    const { metricsUrl } = this.#job;
    if (metricsUrl === null) return;
    const response = await fetch(metricsUrl);
    const format = expositionFormat(response.headers.get('content-type') ?? 'text/plain');
    const page = parseExposition(await response.text(), format ?? 'text');
    this.#lastPage = seriesValues(page, mostSeries);
    this.#firstPage ??= this.#lastPage;
  }

  async #askProcess(): Promise<void> {
    const { pid } = this.#job;
    if (pid === null) return;
    const { ctime, memory } = await pidusage(pid, { maxage: 10_000 });
    this.#peakRssBytes = Math.max(this.#peakRssBytes, memory);
    const now = performance.now();
    const first = this.#cpuMs ?? { first: ctime, firstAt: now };
    this.#cpuMs = { ...first, last: ctime, lastAt: now };
  }
}
