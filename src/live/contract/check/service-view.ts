import { parseJson } from '../../../base/primitives/input/parse-json.ts';
import type { ExpositionPage } from '../../../base/exposition/exposition-page.ts';
import type { ContractPath } from '../document/contract-file.ts';
import type { ResolvedContract } from '../document/resolve-contract.ts';
import type { CounterWatch } from './counter-watch.ts';
import { type DocumentCheck, documentCheck } from './document-rules.ts';
import type { Judgement } from './judgement.ts';
import { combineViews, type MapView, viewOfDebug, viewOfMetrics } from './map-view.ts';
import { scrape, type Scrape } from './scrape.ts';
import type { ServiceClient } from './service-client.ts';

const debugPath: ContractPath = ['debug'];
const metricsPath: ContractPath = ['metrics'];

/** Looks at the pages of a service, again and again, and judges what each of them must be every time. */
export class ServiceView {
  readonly client: ServiceClient;
  readonly contract: ResolvedContract;
  readonly judgement: Judgement;
  readonly #counters: CounterWatch;
  readonly #checkDebug: DocumentCheck;
  #fastestMs = Number.POSITIVE_INFINITY;
  #scrapes = 0;

  constructor(
    client: ServiceClient,
    contract: ResolvedContract,
    judgement: Judgement,
    counters: CounterWatch,
  ) {
    this.client = client;
    this.contract = contract;
    this.judgement = judgement;
    this.#counters = counters;
    this.#checkDebug = documentCheck(contract.debug?.schema ?? null, contract.file);
  }

  /** The fastest answer of the page of metrics so far, and of how many. */
  get fastest(): { readonly ms: number; readonly of: number } {
    return { ms: this.#fastestMs, of: this.#scrapes };
  }

  /** The page of metrics in a format; `null` where it cannot be read, which is then judged. */
  async metrics(format: 'text' | 'openmetrics'): Promise<Scrape> {
    const { metrics } = this.contract;
    const seen = await scrape(this.client, metrics.path, format);
    this.#fastestMs = Math.min(this.#fastestMs, seen.tookMs);
    this.#scrapes++;
    if (seen.fault !== null) this.judgement.violated(seen.fault, metricsPath);
    for (const fault of this.#counters.see(seen)) this.judgement.violated(fault, metricsPath);
    return seen;
  }

  /** The first of the promised formats that the service has. */
  async anyMetrics(): Promise<ExpositionPage | null> {
    for (const format of this.contract.metrics.formats) {
      const { page } = await this.metrics(format);
      if (page !== null) return page;
    }
    return null;
  }

  /** The debug page; `undefined` where there is none or it cannot be read, which is then judged. */
  async debug(rule: 'debug-answer' | 'under-load' = 'debug-answer'): Promise<unknown> {
    const { debug } = this.contract;
    if (debug === null) return undefined;
    const { status, bytes } = await this.client.ask(debug.path);
    const fail = (message: string): undefined => {
      this.judgement.violated({ rule, about: debug.path, message }, debugPath);
    };
    if (status !== 200) return fail(`expected the answer 200 from ${debug.path}, got ${status}`);
    let page: unknown;
    try {
      page = parseJson(Buffer.from(bytes).toString('utf8'), debug.path);
    } catch {
      return fail(`expected JSON from ${debug.path}, got other text`);
    }
    this.judgement.holds(rule, debug.path, debugPath);
    if (debug.schema !== null)
      this.judgement.rule('debug-schema', debug.path, debug.schema.path, this.#checkDebug(page));
    return page;
  }

  /** The driven map: by the debug page, and by the metrics where that does not show it. */
  async map(page: ExpositionPage | null): Promise<MapView> {
    const { debug, drive } = this.contract;
    const shown = await this.debug();
    const byDebug = shown === undefined || debug === null ? null : viewOfDebug(shown, debug.fields);
    return combineViews(
      byDebug,
      page === null || drive === null ? null : viewOfMetrics(page, drive),
    );
  }
}
