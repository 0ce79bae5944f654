import type { LiveGrowth, LiveMap } from '../../../maps/figures/live-map.ts';

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
    };

/** The looks between which it happened, in milliseconds since 1970; from `null`: before the first. */
export interface LookInterval {
  readonly notBeforeMs: number | null;
  readonly notAfterMs: number;
}
