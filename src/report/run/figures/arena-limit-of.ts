import type { CellRecord } from '../../../lab/record/run-record.ts';

/** Bytes that the map of a cell may hold; `null` where nothing but the process is limited. */
export function arenaLimitOf({ exact, rounds }: CellRecord): number | null {
  return [...exact, ...rounds][0]?.arenaLimitBytes ?? null;
}
