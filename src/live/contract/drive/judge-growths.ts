import type { ExpositionPage } from '../../../base/exposition/exposition-page.ts';
import type { ContractPath } from '../document/contract-file.ts';
import type { ResolvedContract } from '../document/resolve-contract.ts';
import type { Judgement } from '../check/judgement.ts';
import { metricValue } from '../check/metric-rules.ts';

type Drive = NonNullable<ResolvedContract['drive']>;

/** The page of metrics before driving, and after it. */
export interface PagePair {
  readonly first: ExpositionPage;
  readonly last: ExpositionPage;
}

const path: ContractPath = ['drive', 'expect'];

/** Growths are counted once each. */
export function judgeGrowths(
  { metrics, labels }: Drive,
  pages: PagePair,
  growths: number,
  judgement: Judgement,
): void {
  const about = metrics.growths ?? 'growths';
  const rise = riseOf(metrics.growths, labels, pages);
  if (rise === null) {
    const message = `expected ${about} to count the growths, got no such series`;
    judgement.violated({ rule: 'growth-metric', about, message }, path);
    return;
  }
  const message = `expected ${about} to rise by ${growths} with as many growths, got ${rise}`;
  judgement.rule('growth-metric', about, path, rise === growths ? [] : [message]);
}

/** Writes are counted, where there is a counter of them. */
export function judgeWrites(
  { metrics, labels }: Drive,
  pages: PagePair,
  writes: number,
  judgement: Judgement,
): void {
  const rise = riseOf(metrics.writes, labels, pages);
  if (rise === null || metrics.writes === undefined) return;
  const message = `expected ${metrics.writes} to rise by at least ${writes}, got ${rise}`;
  judgement.rule('counters', metrics.writes, path, rise < writes ? [message] : []);
}

/** Series that are there only since a growth began at 0. */
function riseOf(
  name: string | undefined,
  labels: Readonly<Record<string, string>>,
  { first, last }: PagePair,
): number | null {
  const now = metricValue(last, name, labels);
  return now === null ? null : now.sum - (metricValue(first, name, labels)?.sum ?? 0);
}
