import type { ContractPath } from '../document/contract-file.ts';
import type { Judgement } from '../check/judgement.ts';
import type { MapView } from '../check/map-view.ts';

const rule = 'forecast';
const about = 'the next growth';
const path: ContractPath = ['drive', 'expect'];

/** Holds what a service announced of its next growth against what then came. */
export class Forecasts {
  readonly #judgement: Judgement;
  #judged = 0;
  #means = 0;

  constructor(judgement: Judgement) {
    this.#judgement = judgement;
  }

  /** @param writes of new keys between two views */
  see(before: MapView, after: MapView, writes: number): void {
    const { untilGrowth, isMean } = before;
    if (untilGrowth === null || untilGrowth < 1) return;
    if (isMean) {
      this.#means++;
      return;
    }
    const grown = (after.growths ?? 0) - (before.growths ?? 0);
    if (writes < untilGrowth) {
      if (grown > 0)
        this.#violated(
          `expected the map to grow at insert ${untilGrowth}, as announced, got a growth within ${writes}`,
        );
      return;
    }
    const shard = shardChange(before, after);
    if (shard !== null && shard.rose < untilGrowth) return;
    if ((shard?.grown ?? grown) > 0) this.#judged++;
    else
      this.#violated(
        `expected the map to grow at insert ${untilGrowth}, as announced${shard === null ? '' : ` of shard ${before.shard}`}, got no growth`,
      );
  }

  /** Says what became of it; where nothing was announced, that nothing was judged. */
  end(): void {
    if (this.#judgement.has(rule, 'violated')) return;
    if (this.#judged > 0) this.#judgement.holds(rule, about, path);
    else
      this.#judgement.inconclusive(
        {
          rule,
          about,
          message:
            this.#means > 0
              ? 'what was announced are means, which no single growth can break; a contract may leave forecast out of drive.expect'
              : 'no growth was announced; a contract may leave forecast out of drive.expect',
        },
        path,
      );
  }

  #violated(message: string): void {
    this.#judgement.violated({ rule, about, message }, path);
  }
}

/** What became of the announced shard; `null` where the map is not split, or nobody can see it. */
function shardChange(
  before: MapView,
  after: MapView,
): { readonly rose: number; readonly grown: number } | null {
  const { shard } = before;
  if (shard === null || before.shardEntries === null) return null;
  const change = (was: readonly number[] | null, now: readonly number[] | null): number =>
    (now?.[shard] ?? 0) - (was?.[shard] ?? 0);
  return {
    rose: change(before.shardEntries, after.shardEntries),
    grown: change(before.shardGrowths, after.shardGrowths),
  };
}
