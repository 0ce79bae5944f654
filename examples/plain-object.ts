type Table = { entries: Record<string, number>; size: number };

/** An object as a dictionary, which has to count its entries itself. */
export function create(): Table {
  return { entries: Object.create(null), size: 0 };
}

export function set(table: Table, key: bigint | number | string, value: number): void {
  const name = String(key);
  if (table.entries[name] === undefined) table.size += 1;
  table.entries[name] = value;
}

export function get(table: Table, key: bigint | number | string): number | undefined {
  return table.entries[String(key)];
}

function remove(table: Table, key: bigint | number | string): boolean {
  const name = String(key);
  if (table.entries[name] === undefined) return false;
  delete table.entries[name];
  table.size -= 1;
  return true;
}

export { remove as delete };

export function size(table: Table): number {
  return table.size;
}
