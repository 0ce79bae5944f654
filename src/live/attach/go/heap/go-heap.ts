import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { ElfFile } from '../../proc/elf-file.ts';
import { readSymbols } from '../../proc/elf-symbols.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoModule } from '../program/module-data.ts';
import { ArenaMap } from './arena-map.ts';
import type { HeapObject } from './heap-object.ts';
import { SpanTable, spanStates } from './span-table.ts';

/** A heap changes while it is read: sum and counter may differ by this much. */
const agreedShare = 0.02;
const agreedPages = 512;
const mostLooks = 5;
const nothing = Buffer.alloc(16);

/** The heap of a Go process: its spans, and how many collections it has had. */
export class GoHeap {
  readonly #memory: ProcessMemory;
  readonly #layout: GoLayout;
  /** Address of the runtime's `mheap_`. */
  readonly #address: number;
  readonly arenas: ArenaMap;
  #isProven = false;
  /** Reused by all looks: it is large. */
  readonly #spans: SpanTable;

  /** @throws SandboxError `input` if the heap is not found where this version keeps it */
  constructor(
    elf: ElfFile,
    bias: number,
    module: GoModule,
    memory: ProcessMemory,
    layout: GoLayout,
  ) {
    this.#memory = memory;
    this.#layout = layout;
    this.#spans = new SpanTable(layout);
    const [symbol] = readSymbols(elf, { kind: 'object', prefix: 'runtime.mheap_' });
    const address = symbol === undefined ? this.#search(module) : symbol.value + bias;
    if (address === null) {
      throw new SandboxError('input', 'expected the heap of the Go runtime, got none that fits');
    }
    this.#address = address;
    this.arenas = new ArenaMap(address, memory, layout);
  }

  /** The runtime's sweep generation: it goes up by 2 with each cycle, when all is marked. */
  readSweepgen(): number {
    const bytes = this.#memory.read(this.#address + this.#layout.mheap.sweepgen, 4);
    return bytes?.readUInt32LE(0) ?? 0;
  }

  /** Pages of all spans with objects, as the runtime counts them. */
  readPagesInUse(): number {
    return this.#memory.readWord(this.#address + this.#layout.mheap.pagesInUse) ?? 0;
  }

  /**
   * All spans of this moment that are in use, in a table that the next look fills again. The first time they must add up to what the runtime
   * counts: that proves the layout.
   *
   * @throws SandboxError `input` if they do not
   */
  readSpans(): SpanTable {
    let [pages, counted] = [0, 0];
    for (let look = 0; look < mostLooks; look++) {
      const before = this.readPagesInUse();
      const spans = this.#spans;
      const head = this.#memory.read(this.#address + this.#layout.mheap.allspans, 16);
      spans.read(this.#memory, readWord(head ?? nothing, 0), readWord(head ?? nothing, 8));
      if (this.#isProven) return spans;
      counted = this.readPagesInUse();
      pages = spans.heapPages;
      const [low, high] = [Math.min(before, counted), Math.max(before, counted)];
      this.#isProven =
        pages >= low * (1 - agreedShare) - agreedPages &&
        pages <= high * (1 + agreedShare) + agreedPages;
      if (this.#isProven) return spans;
    }
    throw new SandboxError(
      'input',
      `expected the spans of the heap to add up to the ${counted} pages that the Go runtime counts, got ${pages}`,
    );
  }

  /**
   * Looks one address up as the runtime does, where spans may have changed since they were read: the
   * row of its span, which may be a new one, or -1.
   */
  findSpan(spans: SpanTable, address: number): number {
    const record = this.arenas.recordOf(address);
    if (record === null) return -1;
    const bytes = this.#memory.read(record, this.#layout.mspan.structSize);
    if (bytes === null || bytes[this.#layout.mspan.state] !== spanStates.heap) return -1;
    const known = spans.rowAt(address);
    const row = known >= 0 && spans.record[known] === record ? known : spans.addRow();
    if (row < 0) return -1;
    if (!spans.fill(row, record, bytes)) return -1;
    spans.index(row);
    return spans.rowAt(address) === row ? row : -1;
  }

  /** Sweep generation and allocation bits of an object's span; `null` if the span is another one by now. */
  spanOf({
    record,
    slot,
    address,
    bytes,
  }: HeapObject): { readonly sweepgen: number; readonly allocBits: number } | null {
    const found = this.#memory.read(record, this.#layout.mspan.structSize);
    const at = this.#layout.mspan;
    const isSame =
      found?.[at.state] === spanStates.heap &&
      readWord(found, at.startAddr) === address - slot * bytes &&
      readWord(found, at.elemsize) === bytes;
    if (!isSame) return null;
    return { sweepgen: found.readUInt32LE(at.sweepgen), allocBits: readWord(found, at.allocBits) };
  }

  /** Reads one span's record again; tells whether it is still the same span with objects. */
  rereadSpan(spans: SpanTable, row: number): boolean {
    const record = spans.record[row] ?? 0;
    const bytes = this.#memory.read(record, this.#layout.mspan.structSize);
    if (bytes === null) return false;
    const at = this.#layout.mspan;
    const isSame =
      bytes[at.state] === spanStates.heap &&
      readWord(bytes, at.startAddr) === spans.start[row] &&
      readWord(bytes, at.elemsize) === spans.elementBytes[row];
    if (isSame) spans.fill(row, record, bytes);
    return isSame;
  }

  /**
   * Where there are no symbols: three words that are the list of all spans. Its capacity is known, as
   * it begins with 8192 and grows by half, and what it points to looks like spans.
   */
  #search(module: GoModule): number | null {
    const capacities = listCapacities();
    const { allspans } = this.#layout.mheap;
    for (const { start, end } of [module.noptrbss, module.bss]) {
      const bytes = this.#memory.read(start, end - start);
      if (bytes === null) continue;
      for (let at = 0; at + 24 <= bytes.length; at += 8) {
        const capacity = readWord(bytes, at + 16);
        if (!capacities.has(capacity)) continue;
        const count = readWord(bytes, at + 8);
        if (count === 0 || count > capacity) continue;
        if (this.#pointsToSpans(readWord(bytes, at), count)) return start + at - allspans;
      }
    }
    return null;
  }

  #pointsToSpans(list: number, count: number): boolean {
    const length = Math.min(count, 8);
    const bytes = this.#memory.read(list, length * 8);
    if (bytes === null) return false;
    const probed = this.#spans.addRow();
    for (let at = 0; at < 8 * length; at += 8) {
      const address = readWord(bytes, at);
      const record = this.#memory.read(address, this.#layout.mspan.structSize);
      if (record === null) return false;
      const isInUse = record[this.#layout.mspan.state] !== 0;
      if (!this.#spans.fill(probed, address, record) && isInUse) return false;
    }
    return true;
  }
}

/** Capacities that the list of all spans can have. */
function listCapacities(): ReadonlySet<number> {
  const capacities = new Set<number>();
  for (let capacity = 8192; capacity < 2 ** 32; capacity = Math.floor((capacity * 3) / 2)) {
    capacities.add(capacity);
  }
  return capacities;
}
