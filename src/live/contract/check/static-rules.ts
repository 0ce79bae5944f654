import type { ExpositionPage } from '../../../base/exposition/exposition-page.ts';
import type { ContractPath } from '../document/contract-file.ts';
import type { Fault } from './judgement.ts';
import { judgeMetric } from './metric-rules.ts';
import { agreementFaults, judgePage } from './page-rules.ts';
import type { Scrape } from './scrape.ts';
import type { ServiceView } from './service-view.ts';

const path: ContractPath = ['metrics'];
/** Series may come between two scrapes: what differs again and again is a difference. */
const mostTries = 3;

/**
 * Judges what the pages of a service say, without writing to it.
 *
 * @param judgesMetrics whether the promised metrics must be there by now: some come with the first growth
 */
export async function judgeStatic(view: ServiceView, judgesMetrics: boolean): Promise<void> {
  const { metrics } = view.contract;
  const { judgement } = view;
  const pages: ExpositionPage[] = [];
  for (const format of metrics.formats) {
    const seen = await view.metrics(format);
    if (seen.fault === null && seen.page === null) sayMissing(view, format);
    if (seen.page === null) continue;
    pages.push(seen.page);
    for (const rule of ['metrics-answer', 'content-type', 'exposition'])
      judgement.holds(rule, format, path);
    judgePage(
      seen.page,
      { page: metrics.maxSeries, family: metrics.maxSeriesPerMetric },
      path,
      judgement,
    );
    if (judgesMetrics)
      for (const metric of metrics.require) judgeMetric(metric, seen.page, judgement);
  }
  if (pages.length === 2) await judgeAgreement(view);
  if (pages.length > 0) {
    const again = await view.metrics(metrics.formats[0] ?? 'text');
    if (again.page !== null && !judgement.has('counter-falls', 'violated'))
      judgement.holds('counter-falls', 'every counter', path);
  }
  await view.debug();
}

function sayMissing({ judgement, contract }: ServiceView, format: string): void {
  const name = format === 'text' ? 'the text format' : 'OpenMetrics';
  const isPromised = contract.file !== null;
  const fault: Fault = {
    rule: 'formats-agree',
    about: 'the formats',
    message: isPromised
      ? `expected ${name}, got a page of another format`
      : `${name}, and whether both formats agree: the service does not have it`,
  };
  if (isPromised) judgement.violated(fault, ['metrics', 'formats']);
  else judgement.warned(fault, path);
}

async function judgeAgreement(view: ServiceView): Promise<void> {
  let faults: readonly Fault[] = [];
  for (let tries = 0; tries < mostTries; tries++) {
    const text: Scrape = await view.metrics('text');
    const open: Scrape = await view.metrics('openmetrics');
    if (text.page === null || open.page === null) return;
    faults = agreementFaults(text.page, open.page);
    if (faults.length === 0) break;
  }
  view.judgement.rule(
    'formats-agree',
    'the formats',
    ['metrics', 'formats'],
    faults.map(({ message }) => message),
  );
}
