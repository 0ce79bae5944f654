// The invariants of a Swiss map's memory.
import type { KernelMap } from './kernel-map.ts';

export interface SwissTable {
  readonly address: number;
  readonly used: number;
  readonly capacity: number;
  readonly growthLeft: number;
  readonly localDepth: number;
  readonly index: number;
  readonly groups: number;
}

export interface SwissState {
  readonly used: number;
  readonly dirLen: number;
  readonly globalDepth: number;
  readonly tombstonePossible: number;
  readonly clearSeq: number;
  readonly tables: readonly SwissTable[];
}

const empty = 0x80;
const deleted = 0xfe;

/** Reads Go's own header and tables. */
export function swissState({ view, header }: KernelMap): SwissState {
  const dirLen = Number(view.getBigInt64(header + 24, true));
  const directory = view.getUint32(header + 16, true);
  const addresses = Array.from({ length: dirLen }, (_, i) =>
    view.getUint32(directory + 8 * i, true),
  );
  const tables = [...new Set(addresses)].map((address) => ({
    address,
    used: view.getUint16(address, true),
    capacity: view.getUint16(address + 2, true),
    growthLeft: view.getUint16(address + 4, true),
    localDepth: view.getUint8(address + 6),
    index: Number(view.getBigInt64(address + 8, true)),
    groups: view.getUint32(address + 16, true),
  }));
  return {
    used: Number(view.getBigUint64(header, true)),
    dirLen,
    globalDepth: view.getUint8(header + 32),
    tombstonePossible: view.getUint8(header + 35),
    clearSeq: Number(view.getBigUint64(header + 40, true)),
    tables,
  };
}

/** The first invariant that does not hold, or `null`. */
export function brokenSwissInvariant(map: KernelMap, groupSize: number): string | null {
  const { view, header } = map;
  const state = swissState(map);
  if (view.getUint8(header + 34) !== 0) return 'the writing flag is set';
  if (state.dirLen === 0) return null;
  if (state.dirLen !== 2 ** state.globalDepth) return 'directory length';
  if (view.getUint8(header + 33) !== 64 - state.globalDepth) return 'global shift';
  if (state.tables.reduce((sum, { used }) => sum + used, 0) !== state.used) return 'sum of used';
  const directory = view.getUint32(header + 16, true);
  let next = 0;
  for (const table of state.tables) {
    const span = 2 ** (state.globalDepth - table.localDepth);
    if (table.index !== next) return 'index of a table';
    for (let i = next; i < next + span; i++)
      if (view.getUint32(directory + 8 * i, true) !== table.address) return 'directory entries';
    next += span;
    const broken = brokenTable(map, table, groupSize);
    if (broken !== null) return broken;
  }
  return next === state.dirLen ? null : 'directory has a gap';
}

function brokenTable({ view }: KernelMap, table: SwissTable, groupSize: number): string | null {
  let full = 0;
  let tombstones = 0;
  for (let index = 0; index < table.capacity / 8; index++) {
    const group = table.groups + index * groupSize;
    const controls = Array.from({ length: 8 }, (_, slot) => view.getUint8(group + slot));
    const here = controls.filter((control) => control === deleted).length;
    if (here > 0 && controls.includes(empty)) return 'empty slot beside a tombstone';
    tombstones += here;
    full += controls.filter((control) => control < empty).length;
  }
  if (full !== table.used) return 'used of a table';
  const capacity = (table.capacity * 7) / 8;
  return table.growthLeft === capacity - full - tombstones ? null : 'growthLeft';
}
