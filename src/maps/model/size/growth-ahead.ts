/** How far a growth is ahead, and whether there will be room for it. */
export interface GrowthAhead {
  /** Inserts into the table that grows until it does. */
  readonly entriesLeft: number;
  /** At the present rate; `null` without one, or where no entries are added. */
  readonly inMinutes: number | null;
  /** Whether its peak fits into the limit; `null` without a limit, or where the peak is not known. */
  readonly fits: boolean | null;
}

/** A map, or the one of its shards that grows first, at one moment. */
export interface GrowthStart {
  readonly entries: number;
  /** Parts that get an equal share of the new keys. @default 1 */
  readonly shards?: number;
  /** Entries per minute, of all shards together; `null` or NaN = unknown. */
  readonly ratePerMinute: number | null;
  readonly limitBytes: number | null;
  /** What else the limit counts. @default 0 */
  readonly bytesElsewhere?: number;
}

/**
 * What every forecast of a growth has in common, whoever makes it: a plan, a service, a process that is
 * attached to, a detector, a page.
 *
 * @param growth the entries at which it starts, and the most that is held during it; `null` = not known
 */
export function growthAhead(
  growth: { readonly entries: number; readonly bytesDuring: number | null },
  { entries, shards = 1, ratePerMinute, limitBytes, bytesElsewhere = 0 }: GrowthStart,
): GrowthAhead {
  const entriesLeft = growth.entries - entries;
  const { bytesDuring } = growth;
  return {
    entriesLeft,
    inMinutes:
      ratePerMinute !== null && ratePerMinute > 0
        ? Math.max(0, entriesLeft * shards) / ratePerMinute
        : null,
    fits:
      limitBytes === null || bytesDuring === null
        ? null
        : bytesElsewhere + bytesDuring <= limitBytes,
  };
}
