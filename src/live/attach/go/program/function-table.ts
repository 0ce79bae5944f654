import { textAt } from '../../proc/elf-file.ts';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoLayout } from './go-layout.ts';
import type { GoModule, Stretch } from './module-data.ts';

/** Where a program counter is in the source. */
export interface SourcePlace {
  /** As in `main.(*cache).add`. */
  readonly function: string;
  /** `null` where the table does not say. */
  readonly file: string | null;
  readonly line: number | null;
}

const indexEntryBytes = 8;
const pcQuantum = { amd64: 1, arm64: 4 } as const;
const longestName = 4096;
const longestProgram = 65_536;
const noFile = 0xffff_ffff;

/** Functions of a module by program counter and by name, from tables that stripping leaves. */
export class FunctionTable {
  readonly #module: GoModule;
  readonly #memory: ProcessMemory;
  readonly #layout: GoLayout;
  readonly #quantum: number;
  #index: Buffer | null = null;

  constructor(
    module: GoModule,
    memory: ProcessMemory,
    layout: GoLayout,
    machine: keyof typeof pcQuantum,
  ) {
    this.#module = module;
    this.#memory = memory;
    this.#layout = layout;
    this.#quantum = pcQuantum[machine];
  }

  /**
   * The function that holds a program counter; `null` where none does.
   *
   * @param isReturn whether it is where a call returns to, so that the call itself stands before it
   */
  placeOf(pc: number, isReturn: boolean): SourcePlace | null {
    const { text, tables } = this.#module;
    if (pc < text.start || pc >= text.end) return null;
    const entry = this.#entryBefore(pc - text.start);
    if (entry === null) return null;
    const { func } = this.#layout;
    const record = this.#memory.read(tables.functions.start + entry.record, func.cuOffset + 4);
    if (record === null) return null;
    const within = pc - text.start - entry.start - (isReturn ? 1 : 0);
    const line = this.#valueAt(record.readUInt32LE(func.pcln), within);
    const file = this.#valueAt(record.readUInt32LE(func.pcfile), within);
    const unit = record.readUInt32LE(func.cuOffset);
    return {
      function: this.#text(tables.names, record.readInt32LE(func.nameOff)),
      file: file === null ? null : this.#fileOf(unit + file),
      line,
    };
  }

  /** The addresses at which functions of these names begin, by a walk over all functions. */
  entriesOf(names: ReadonlySet<string>): ReadonlyMap<string, number> {
    const { text, tables } = this.#module;
    const found = new Map<string, number>();
    const wanted = this.#nameOffsets(names);
    const functions = this.#memory.read(
      tables.functions.start,
      tables.functions.end - tables.functions.start,
    );
    const index = this.#readIndex();
    if (functions === null || index === null || wanted.size === 0) return found;
    for (let at = 0; at + indexEntryBytes <= index.length; at += indexEntryBytes) {
      const record = index.readUInt32LE(at + 4) + this.#layout.func.nameOff;
      if (record + 4 > functions.length) continue;
      const name = wanted.get(functions.readInt32LE(record));
      if (name !== undefined) found.set(name, text.start + index.readUInt32LE(at));
    }
    return found;
  }

  /** Whether a function of that name is linked in. */
  has(name: string): boolean {
    return this.#nameOffsets(new Set([name])).size > 0;
  }

  #nameOffsets(names: ReadonlySet<string>): ReadonlyMap<number, string> {
    const { start, end } = this.#module.tables.names;
    const bytes = this.#memory.read(start, end - start);
    const offsets = new Map<number, string>();
    for (const name of names) {
      const at = bytes?.indexOf(`\0${name}\0`, 0, 'utf8') ?? -1;
      if (at >= 0) offsets.set(at + 1, name);
    }
    return offsets;
  }

  /** The last function that begins at or before an offset into the text. */
  #entryBefore(offset: number): { readonly start: number; readonly record: number } | null {
    const index = this.#readIndex();
    if (index === null) return null;
    let low = 0;
    // The last entry only says where the last function ends.
    let high = index.length / indexEntryBytes - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.readUInt32LE(middle * indexEntryBytes) <= offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return null;
    const at = (low - 1) * indexEntryBytes;
    return { start: index.readUInt32LE(at), record: index.readUInt32LE(at + 4) };
  }

  #readIndex(): Buffer | null {
    const { start, end } = this.#module.tables.index;
    this.#index ??= this.#memory.read(start, end - start);
    return this.#index;
  }

  /**
   * A table of values by program counter: pairs of a change of the value (zigzag) and a number of
   * instruction units, each a varint. The value is -1 before the first pair.
   */
  #valueAt(table: number, within: number): number | null {
    if (table === 0) return null;
    const { start, end } = this.#module.tables.pcs;
    const length = Math.min(longestProgram, end - start - table);
    const bytes = length > 0 ? this.#memory.read(start + table, length) : null;
    if (bytes === null) return null;
    let value = -1;
    let pc = 0;
    for (let at = 0; at < bytes.length;) {
      const change = varint(bytes, at);
      if (change.value === 0 && at > 0) return null;
      const units = varint(bytes, change.end);
      value += change.value % 2 === 0 ? change.value / 2 : -(change.value + 1) / 2;
      pc += units.value * this.#quantum;
      at = units.end;
      if (within < pc) return value < 0 ? null : value;
    }
    return null;
  }

  #fileOf(index: number): string | null {
    const { units, files } = this.#module.tables;
    const offset = this.#memory.read(units.start + 4 * index, 4)?.readUInt32LE(0);
    return offset === undefined || offset === noFile ? null : this.#text(files, offset);
  }

  #text({ start, end }: Stretch, offset: number): string {
    const bytes = this.#memory.read(
      start + offset,
      Math.max(0, Math.min(longestName, end - start - offset)),
    );
    return bytes === null ? '?' : textAt(bytes, 0);
  }
}

function varint(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let at = from;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  return { value, end: at };
}
