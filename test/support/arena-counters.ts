import { arenaLayout } from '../../src/maps/reference/kernel/kernel-layouts.ts';
import type { Kernel } from '../../src/maps/reference/kernel/kernel.ts';
import { readDoubles } from '../../src/maps/reference/kernel/read-record.ts';

export type ArenaCounters = Readonly<Record<keyof typeof arenaLayout.doubles, number>>;

/** The counters of a kernel's arena; the record that they are read from counts as uncharged bytes. */
export function arenaCountersOf({ exports, memory }: Kernel): ArenaCounters {
  const out = exports.arenaReserve(arenaLayout.bytes);
  exports.arenaCounters(out);
  const counters = readDoubles(memory, out, arenaLayout);
  exports.arenaUnreserve(out, arenaLayout.bytes);
  return counters;
}
