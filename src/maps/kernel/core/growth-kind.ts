/** Kinds of growth, as numbered in the event log and its counts. */
export enum GrowthKind {
  Double = 0,
  SameSize = 1,
  TableGrowth = 2,
  Split = 3,
  DirectoryDoubling = 4,
  Prune = 5,
}

/** How many kinds there are. */
export const GROWTH_KINDS: usize = 6;
