import type { GoMapParts, TableObject } from './go-map.ts';

/** What a map left behind between two looks. */
export interface TablesLeft {
  /** Tables that nobody needs any more. */
  readonly left: readonly TableObject[];
  /** The array that a classic map is moving out of. */
  readonly inUse: TableObject | null;
}

/** Compares two looks at one map. Tables that came and went between them are not seen. */
export function tablesLeft(before: GoMapParts, after: GoMapParts): TablesLeft {
  const kept = new Set(tablesOf(after).map(({ address }) => address));
  return {
    left: tablesOf(before).filter(({ address }) => !kept.has(address)),
    inUse: tableInUse(after),
  };
}

/** The array that a classic map is moving out of; `null` where there is none. */
export function tableInUse(parts: GoMapParts): TableObject | null {
  return parts.family === 'classic' ? parts.oldBuckets : null;
}

/** Everything of a map that the collector frees by itself, but for the records of Swiss tables. */
function tablesOf(parts: GoMapParts): readonly TableObject[] {
  if (parts.family === 'classic') {
    return parts.oldBuckets === null ? [parts.buckets] : [parts.buckets, parts.oldBuckets];
  }
  if (parts.group !== null) return [parts.group];
  return [parts.directory, ...parts.tables.map(({ groups }) => groups)];
}
