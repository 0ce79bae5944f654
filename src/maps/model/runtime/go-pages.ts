import type { PlannedGrowth } from '../size/growth-plan.ts';
import type { FillPoint } from './filling.ts';
import { goIdleBytes, type GoSettings } from './go-settings.ts';

const pageBytes = 4096;
/** A share of a new table that makes no difference. */
const negligibleShare = 0.02;

/** The pages of a Go heap that are resident, with those that are free and were not given back yet. */
export class GoPages {
  readonly #settings: GoSettings;
  #inUse = 0;
  #mapped = 0;
  #growth: PlannedGrowth | null = null;

  constructor(settings: GoSettings) {
    this.#settings = settings;
  }

  /** Tells how many bytes of pages are in use at a point of the filling. */
  use(inUse: number, { growth }: FillPoint): void {
    // Free pages serve small objects again, but no table of twice the size: it needs new ones.
    if (growth?.kind === 'double') {
      this.#growth = growth;
      this.#mapped += Math.max(0, inUse - this.#inUse);
    }
    this.#inUse = inUse;
    this.#mapped = Math.max(this.#mapped, inUse);
  }

  /** Resident bytes at that number of entries. Under a memory limit, free pages are given back. */
  resident(entries: number): number {
    const { memoryLimitBytes } = this.#settings;
    const kept =
      memoryLimitBytes === null
        ? this.#mapped
        : Math.max(this.#inUse, Math.min(this.#mapped, memoryLimitBytes - goIdleBytes));
    return kept - untouched(this.#growth, entries);
  }

  /** The doubling whose new table is being taken into use. */
  growthAt(entries: number): PlannedGrowth | null {
    return untouched(this.#growth, entries) > 0 ? this.#growth : null;
  }
}

/**
 * Bytes of the new table of a doubling that nothing was written to yet. A fresh table is zero and not
 * resident; every write moves two of the old buckets to random pages of each of its halves.
 */
function untouched(growth: PlannedGrowth | null, entries: number): number {
  if (growth === null || growth.entries > entries) return 0;
  const bytes = growth.bytesDuring - growth.bytesBefore;
  const share = Math.exp((-2 * (entries - growth.entries + 1) * pageBytes) / bytes);
  return share < negligibleShare ? 0 : share * bytes;
}
