import type { ExpositionPage } from '../../../base/exposition/exposition-page.ts';
import type { DebugFields } from '../document/contract.ts';
import type { ResolvedContract } from '../document/resolve-contract.ts';
import { atPointer, numberAt, numbersAt, sumAt } from './json-pointer.ts';
import { metricValue } from './metric-rules.ts';

/** The driven map as its service shows it; `null` is what it does not show. */
export interface MapView {
  readonly entries: number | null;
  readonly growths: number | null;
  /** Inserts until the next growth, of the shard that is nearest to it. */
  readonly untilGrowth: number | null;
  /** Whether the announcement is a mean, so that it cannot be held to the insert. */
  readonly isMean: boolean;
  readonly shard: number | null;
  readonly shardEntries: readonly number[] | null;
  readonly shardGrowths: readonly number[] | null;
  /** Growths in the list of the newest. */
  readonly listed: number | null;
}

/** Tables of these kinds grow one by one, at a moment that the hash decides. */
const oneByOne: ReadonlySet<unknown> = new Set(['split', 'directory-doubling']);

/** What the debug page shows. */
export function viewOfDebug(page: unknown, fields: DebugFields): MapView {
  const kind = atPointer(page, fields.kind);
  const list = atPointer(page, fields.growthEvents);
  return {
    entries: numberAt(page, fields.entries),
    growths: sumAt(page, fields.growths),
    untilGrowth: numberAt(page, fields.untilGrowth),
    isMean: atPointer(page, fields.isMean) === true && (kind === undefined || oneByOne.has(kind)),
    shard: numberAt(page, fields.shard),
    shardEntries: numbersAt(page, fields.shardEntries),
    shardGrowths: numbersAt(page, fields.shardGrowths),
    listed: Array.isArray(list) ? list.length : null,
  };
}

/** What the metrics show; an announcement only where they are of one map. */
export function viewOfMetrics(
  page: ExpositionPage,
  { metrics, labels }: NonNullable<ResolvedContract['drive']>,
): MapView {
  const entries = metricValue(page, metrics.entries, labels);
  const threshold = metricValue(page, metrics.threshold, labels);
  const isOne = entries?.series.length === 1 && threshold?.series.length === 1;
  return {
    entries: entries?.sum ?? null,
    growths: metricValue(page, metrics.growths, labels)?.sum ?? null,
    untilGrowth: isOne ? threshold.sum - entries.sum : null,
    isMean: false,
    shard: null,
    shardEntries: null,
    shardGrowths: null,
    listed: null,
  };
}

/** The first view, and the second where the first shows nothing. */
export function combineViews(first: MapView | null, second: MapView | null): MapView {
  const known = first ?? second;
  if (known === null) return nothing;
  return {
    ...known,
    entries: first?.entries ?? second?.entries ?? null,
    growths: first?.growths ?? second?.growths ?? null,
    untilGrowth:
      first?.untilGrowth ?? (first?.entries == null ? second?.untilGrowth : null) ?? null,
  };
}

const nothing: MapView = {
  entries: null,
  growths: null,
  untilGrowth: null,
  isMean: false,
  shard: null,
  shardEntries: null,
  shardGrowths: null,
  listed: null,
};
