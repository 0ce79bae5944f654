/**
 * What a map will do next, in closed form. Entries are the most that the map has held: tables of Go
 * maps do not shrink.
 */
export interface GrowthModel {
  /** Entries whose insertion starts the next growth; Infinity if there is none. */
  nextGrowthAtEntries(entries: number): number;
  bytesHeld(entries: number): number;
  /** Bytes while old and new table coexist in that growth. */
  bytesDuringNextGrowth(entries: number): number;
}
