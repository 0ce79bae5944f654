import type { ExposedSample } from '../../../base/exposition/exposition-page.ts';
import { labelsKey, seriesName } from '../../../base/exposition/labels.ts';
import type { Fault } from './judgement.ts';
import type { Scrape } from './scrape.ts';

/** How far a clock of the service may be off beside the second of its header. */
const clockTolerance = 2;

/** Sees every page of a service in turn: counters never fall, and what says since when never moves. */
export class CounterWatch {
  readonly #values = new Map<string, number>();
  readonly #created = new Map<string, number>();
  #startedAt: number | null = null;

  /** @param scrape asked for after every one before it was answered */
  see({ page, skewMs }: Scrape): readonly Fault[] {
    if (page === null) return [];
    const fallen: Fault[] = [];
    const moved: Fault[] = [];
    const faults: Fault[] = [];
    for (const { type, samples } of page.families)
      for (const sample of samples) {
        if (type === 'counter' && !sample.name.endsWith('_created'))
          fallen.push(...this.#counter(sample));
        if (sample.name.endsWith('_created') && type !== 'gauge') {
          moved.push(...this.#createdAt(sample));
          faults.push(...futureFaults(sample, skewMs));
        }
        if (sample.name === 'process_start_time_seconds') faults.push(...this.#start(sample));
      }
    // What fell and says that it began anew is a service that began anew.
    if (fallen.length > 0 && moved.length > 0)
      return [
        ...faults,
        ...fallen,
        ...moved.map((fault) => ({ ...fault, rule: 'restart', about: 'the service' })),
      ];
    return [...faults, ...fallen, ...moved];
  }

  #counter({ name, labels, value }: ExposedSample): readonly Fault[] {
    const key = `${name}{${labelsKey(labels)}}`;
    const was = this.#values.get(key) ?? value;
    this.#values.set(key, value);
    if (value >= was) return [];
    const message = `expected ${seriesName(name, labels)} never to fall, got ${value} after ${was}`;
    return [{ rule: 'counter-falls', about: name, message }];
  }

  #createdAt({ name, labels, value }: ExposedSample): readonly Fault[] {
    const key = `${name}{${labelsKey(labels)}}`;
    const was = this.#created.get(key) ?? value;
    this.#created.set(key, value);
    if (value === was) return [];
    const message = `expected ${seriesName(name, labels)} to stay, got ${value} after ${was}`;
    return [{ rule: 'created', about: name, message }];
  }

  #start({ value }: ExposedSample): readonly Fault[] {
    const was = this.#startedAt ?? value;
    this.#startedAt = value;
    if (Math.abs(value - was) < 1) return [];
    const message = `expected the service to run on, got process_start_time_seconds ${value} after ${was}`;
    return [{ rule: 'restart', about: 'the service', message }];
  }
}

function futureFaults(
  { name, labels, value }: ExposedSample,
  skewMs: number | null,
): readonly Fault[] {
  const now = (Date.now() + (skewMs ?? 0)) / 1000;
  if (value > 0 && (skewMs === null || value <= now + clockTolerance)) return [];
  const message = `expected ${seriesName(name, labels)} to be seconds since 1970 in the past, got ${value}`;
  return [{ rule: 'created', about: name, message }];
}
