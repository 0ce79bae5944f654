import type { ExpositionPage } from '../../../base/exposition/exposition-page.ts';
import type { ContractPath } from '../document/contract-file.ts';
import type { ResolvedContract } from '../document/resolve-contract.ts';
import { DriveEvents } from './drive-events.ts';
import { Forecasts } from './forecasts.ts';
import { judgeGrowths, judgeWrites } from './judge-growths.ts';
import type { MachineLoad } from '../check/machine-load.ts';
import type { MapView } from '../check/map-view.ts';
import { MapWriter } from './map-writer.ts';
import { metricValue } from '../check/metric-rules.ts';
import type { ServiceView } from '../check/service-view.ts';
import { until } from '../check/until.ts';

/** What driving took, and the page of metrics after it. */
export interface Driven {
  readonly writes: number;
  readonly growths: number;
}

type Drive = NonNullable<ResolvedContract['drive']>;

const path: ContractPath = ['drive', 'expect'];
const about = 'the map';
/** Writes to a map that is to have no growth, and how many at a time. */
const writesWithoutGrowth = 64;
const writesAtATime = 16;
/** Writes in one request. */
const mostPerRequest = 5000;

/**
 * Pushes the map of a service over growths, and judges whether everything that the service exposes shows
 * it: entries, counters, growths, events, the announcement of the next growth.
 *
 * @param isFresh whether nobody else has written to the service
 * @throws SandboxError `invalid` where the service ends or refuses to be written to
 */
export async function driveMap(
  view: ServiceView,
  drive: Drive,
  load: MachineLoad,
  isFresh: boolean,
  fileOf: (path: string) => string,
): Promise<Driven> {
  const events = await DriveEvents.open(view, load, fileOf);
  try {
    return await new MapDrive(view, drive, events, isFresh).run();
  } finally {
    events?.close();
  }
}

class MapDrive {
  readonly #view: ServiceView;
  readonly #drive: Drive;
  readonly #events: DriveEvents | null;
  readonly #forecasts: Forecasts;
  readonly #writer: MapWriter;
  readonly #deadline: number;
  #firstEntries = 0;
  #isBroken = false;

  constructor(view: ServiceView, drive: Drive, events: DriveEvents | null, isFresh: boolean) {
    this.#view = view;
    this.#drive = drive;
    this.#events = events;
    this.#forecasts = new Forecasts(view.judgement);
    this.#writer = new MapWriter(view.client, drive.request, isFresh);
    this.#deadline = performance.now() + drive.withinMs;
  }

  async run(): Promise<Driven> {
    const firstPage = await this.#view.anyMetrics();
    const first = await this.#view.map(firstPage);
    if (first.growths === null || first.entries === null) {
      const what = first.growths === null ? 'growths' : 'entries';
      const message = `neither the debug page nor the metrics show the ${what} of the map`;
      this.#view.judgement.inconclusive({ rule: 'drive', about, message }, ['drive']);
      return { writes: 0, growths: 0 };
    }
    this.#firstEntries = first.entries;
    const grown = (one: MapView): number => (one.growths ?? 0) - (first.growths ?? 0);
    let now = first;
    let page = firstPage;
    while (this.#isToGoOn(grown(now)) && this.#mayGoOn()) {
      const before = now;
      const writes = this.#step(before);
      await this.#writeUnderLoad(writes);
      const writtenAt = performance.now();
      now = await this.#settled(before);
      page = await this.#freshPage(page, now);
      if (this.#isBroken) break;
      if (this.#drive.expect.has('forecast')) this.#forecasts.see(before, now, writes);
      await this.#events?.expect(grown(now), writtenAt);
    }
    await this.#end(firstPage, first, now, page, grown(now));
    return { writes: this.#writer.written, growths: grown(now) };
  }

  #isToGoOn(grown: number): boolean {
    const { growths } = this.#drive;
    return growths === 0 ? this.#writer.written < writesWithoutGrowth : grown < growths;
  }

  /** Up to the insert before the announced growth, then over it. */
  #step({ untilGrowth, isMean, entries, shardEntries }: MapView): number {
    const most = Math.min(this.#drive.maxWrites - this.#writer.written, mostPerRequest);
    const step = (): number => {
      if (this.#drive.growths === 0) return writesAtATime;
      if (untilGrowth === null) return Math.ceil((entries ?? 0) / 8);
      if (isMean) return Math.floor(untilGrowth / 2);
      // Of shards each new key goes to any: of so many about one goes to the announced one.
      return untilGrowth > 1 ? untilGrowth - 1 : (shardEntries?.length ?? 1);
    };
    return Math.max(1, Math.min(most, step()));
  }

  #mayGoOn(): boolean {
    return (
      !this.#isBroken &&
      this.#writer.written < this.#drive.maxWrites &&
      performance.now() < this.#deadline
    );
  }

  /** The page is asked for while writes are under way: who looks does not wait for a quiet moment. */
  async #writeUnderLoad(writes: number): Promise<void> {
    const results = await Promise.allSettled([
      this.#writer.write(writes),
      this.#view.debug('under-load'),
    ]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** What was written is shown soon; a page may be a moment old. */
  async #settled(before: MapView): Promise<MapView> {
    const { contract, judgement } = this.#view;
    const expected = this.#firstEntries + this.#writer.written;
    let now = before;
    const isShown = await until(contract.metrics.freshWithinMs, async () => {
      now = await this.#view.map(contract.debug === null ? await this.#view.anyMetrics() : null);
      return now.entries === expected;
    });
    if (isShown) {
      judgement.holds('entries', about, path);
      return now;
    }
    this.#isBroken = true;
    const shown = `got ${now.entries}`;
    if ((now.entries ?? 0) < (before.entries ?? 0))
      judgement.violated(
        {
          rule: 'restart',
          about: 'the service',
          message: `expected ${expected} entries, as nothing was deleted, ${shown} after ${before.entries}`,
        },
        path,
      );
    const isFrozen = now.entries === before.entries;
    judgement.violated(
      {
        rule: isFrozen ? 'fresh' : 'entries',
        about,
        message: `expected ${expected} entries after ${this.#writer.written} writes of new keys, ${shown}${isFrozen ? ', as before the last of them' : ''}`,
      },
      path,
    );
    return now;
  }

  /** The page of metrics that shows what the debug page shows. */
  async #freshPage(before: ExpositionPage | null, now: MapView): Promise<ExpositionPage | null> {
    const { contract, judgement } = this.#view;
    const { metrics, labels, expect } = this.#drive;
    const entriesOf = (page: ExpositionPage | null): number | null =>
      page === null ? null : (metricValue(page, metrics.entries, labels)?.sum ?? null);
    let page = before;
    const isFresh = await until(contract.metrics.freshWithinMs, async () => {
      page = await this.#view.anyMetrics();
      const shown = entriesOf(page);
      return shown === null || shown === now.entries;
    });
    if (!expect.has('fresh') || entriesOf(page) === null) return page;
    if (isFresh) judgement.holds('fresh', about, path);
    else {
      this.#isBroken = true;
      const message = `expected ${metrics.entries} to be ${now.entries} as on the debug page, got ${entriesOf(page)} for ${contract.metrics.freshWithinMs} ms`;
      judgement.violated({ rule: 'fresh', about, message }, path);
    }
    return page;
  }

  async #end(
    firstPage: ExpositionPage | null,
    first: MapView,
    last: MapView,
    page: ExpositionPage | null,
    growths: number,
  ): Promise<void> {
    const { judgement } = this.#view;
    const { expect, growths: wanted } = this.#drive;
    if (expect.has('forecast') && !this.#isBroken) this.#forecasts.end();
    await this.#events?.end(growths, first, last);
    if (firstPage !== null && page !== null) {
      const pages = { first: firstPage, last: page };
      if (expect.has('growth-metric')) judgeGrowths(this.#drive, pages, growths, judgement);
      if (expect.has('counters')) judgeWrites(this.#drive, pages, this.#writer.written, judgement);
    }
    if (expect.has('debug') && last.listed !== null && growths > 0) {
      const least = Math.min(growths, 3);
      const message = `expected the debug page to list at least ${least} growths, got ${last.listed}`;
      judgement.rule('growth-listed', 'the debug page', path, last.listed < least ? [message] : []);
    }
    if (wanted === 0 && !this.#isBroken) {
      const message = `expected no growth in ${this.#writer.written} writes, got ${growths}`;
      judgement.rule('no-growth', about, ['drive', 'growths'], growths > 0 ? [message] : []);
    }
    if (growths >= wanted || this.#isBroken) return;
    const message = `expected ${wanted} growths within ${this.#drive.maxWrites} writes and ${this.#drive.withinMs / 1000} s, got ${growths} after ${this.#writer.written}`;
    judgement.inconclusive({ rule: 'drive', about, message }, ['drive']);
  }
}
