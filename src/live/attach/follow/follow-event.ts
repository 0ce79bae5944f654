import type { LiveGrowth, LiveMap } from '../../../maps/figures/live-map.ts';
import type { OldTableFate } from '../collector/old-table.ts';

/** Something that happened to a map between two looks. */
export type FollowEvent =
  /** It is seen for the first time, or has become large enough to be followed. */
  | { readonly kind: 'born'; readonly map: LiveMap; readonly between: LookInterval }
  /** It is gone, or nothing points to it any more; the map is as it was seen last. */
  | { readonly kind: 'died'; readonly map: LiveMap; readonly between: LookInterval }
  | {
      readonly kind: 'growth';
      readonly map: LiveMap;
      readonly growth: LiveGrowth;
      /** Growths that are in it, where they were heard at their inserts. */
      readonly inserts?: number;
      /** The tables that it left, as they are at this look; `null` where none was seen. */
      readonly oldTable?: OldTableFate | null;
    }
  /** Something became of the tables that a growth left. */
  | {
      readonly kind: 'old-table';
      readonly map: LiveMap;
      /** `null` where it was not seen, as of one that was under way at the first look. */
      readonly growth: LiveGrowth | null;
      readonly fate: OldTableFate;
      readonly between: LookInterval;
    };

/** The looks between which it happened, in milliseconds since 1970; from `null`: before the first. */
export interface LookInterval {
  readonly notBeforeMs: number | null;
  readonly notAfterMs: number;
}
