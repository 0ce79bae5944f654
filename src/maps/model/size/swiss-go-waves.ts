import type { PlannedGrowth } from './growth-plan.ts';
import {
  largestTableSlots,
  type SwissGroup,
  type SwissShape,
  swissDirectoryBytes,
  swissTableBytes,
} from './swiss-go-layout.ts';
import { swissWave } from './swiss-go-tables.ts';

const headerBytes = 48;

/** All 2^depth tables of 512 slots grow, each on its own. `boxBytes` are outside, per entry. */
export function swissTableGrowthWave(
  group: SwissGroup,
  boxBytes: number,
  { depth, tableSlots }: SwissShape,
): PlannedGrowth {
  const { firstAtEntries, ...wave } = swissWave(depth, tableSlots);
  const small = swissTableBytes(group, tableSlots);
  const large = swissTableBytes(group, largestTableSlots);
  const rest = headerBytes + swissDirectoryBytes(wave.tables);
  const after = rest + wave.tables * large + wave.lastAtEntries * boxBytes;
  return {
    kind: 'table-growth',
    entries: firstAtEntries,
    fromBuckets: wave.tables * tableSlots,
    toBuckets: wave.tables * largestTableSlots,
    bytesBefore: rest + wave.tables * small + (firstAtEntries - 1) * boxBytes,
    bytesDuring: after + small,
    bytesAfter: after,
    isExpectedValue: true,
    wave,
  };
}

/**
 * All 2^depth tables of 1024 slots split, each on its own; the first one doubles the directory.
 *
 * @returns the doubling of the directory, then the splits.
 */
export function swissSplitWave(
  group: SwissGroup,
  boxBytes: number,
  depth: number,
): readonly [PlannedGrowth, PlannedGrowth] {
  const { firstAtEntries, ...wave } = swissWave(depth, largestTableSlots);
  const { tables, lastAtEntries } = wave;
  const table = swissTableBytes(group, largestTableSlots);
  const directory = swissDirectoryBytes(tables);
  const longer = swissDirectoryBytes(2 * tables);
  const before = headerBytes + tables * table + (firstAtEntries - 1) * boxBytes;
  const after = headerBytes + 2 * tables * table + lastAtEntries * boxBytes + longer;
  const doubling: PlannedGrowth = {
    kind: 'directory-doubling',
    entries: firstAtEntries,
    fromBuckets: tables,
    toBuckets: 2 * tables,
    bytesBefore: before + directory,
    bytesDuring: before + directory + longer,
    bytesAfter: before + longer,
    isExpectedValue: tables > 1,
    wave: null,
  };
  const split: PlannedGrowth = {
    kind: 'split',
    entries: firstAtEntries,
    fromBuckets: tables * largestTableSlots,
    toBuckets: 2 * tables * largestTableSlots,
    bytesBefore: before + longer,
    // The last table to split still lives beside its two halves.
    bytesDuring: after + table,
    bytesAfter: after,
    isExpectedValue: tables > 1,
    wave: tables > 1 ? wave : null,
  };
  return [doubling, split];
}
