import type { ElfFile } from '../../proc/elf-file.ts';
import { readSymbols } from '../../proc/elf-symbols.ts';
import { type MemoryRange, type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoModule } from '../program/module-data.ts';

/** The part of a goroutine's stack that is in use. */
export interface GoroutineStack extends MemoryRange {
  /** Address of the runtime's record. */
  readonly goroutine: number;
}

/** States of a goroutine; the collector adds `scanFlag` while it looks at the stack. */
const states = { runnable: 1, running: 2, syscall: 3, waiting: 4, preempted: 9 } as const;
const scanFlag = 0x1000;
const smallestStackBytes = 2048;
/** What the runtime allows on 64-bit machines. */
const largestStackBytes = 2 ** 30;
const mostGoroutines = 2 ** 24;
const mostProbed = 8;

/** The goroutines of a process, by the runtime's own list. */
export class Goroutines {
  readonly #elf: ElfFile;
  readonly #bias: number;
  readonly #module: GoModule;
  readonly #memory: ProcessMemory;
  readonly #layout: GoLayout;
  /** Address of the list; `null` where none fits. */
  #list: number | null | undefined;

  constructor(
    elf: ElfFile,
    bias: number,
    module: GoModule,
    memory: ProcessMemory,
    layout: GoLayout,
  ) {
    this.#elf = elf;
    this.#bias = bias;
    this.#module = module;
    this.#memory = memory;
    this.#layout = layout;
  }

  /** The stacks of all goroutines that have begun; `null` where the list of them is not found. */
  stacks(): readonly GoroutineStack[] | null {
    this.#list ??= this.#symbol() ?? this.#search();
    const head = this.#list === null ? null : this.#memory.read(this.#list, 16);
    const count = head === null ? 0 : readWord(head, 8);
    if (head === null || count === 0 || count > mostGoroutines) return null;
    const pointers = this.#memory.read(readWord(head, 0), 8 * count);
    if (pointers === null) return null;
    return Array.from({ length: count }, (_, index) => readWord(pointers, 8 * index)).flatMap(
      (goroutine) => this.stackOf(goroutine) ?? [],
    );
  }

  /**
   * What a goroutine has in use of its stack. One that runs does not say how far: all of it then, with
   * what earlier calls left there.
   */
  stackOf(goroutine: number): GoroutineStack | null {
    const record = this.#read(goroutine);
    if (record === null) return null;
    const { low, high, pointer, status } = record;
    switch (status) {
      case states.running:
        return { goroutine, address: low, bytes: high - low };
      case states.runnable:
      case states.syscall:
      case states.waiting:
      case states.preempted:
        return { goroutine, address: pointer, bytes: high - pointer };
      default:
        return null;
    }
  }

  /** `null` for a record without a stack, as that of a goroutine that has ended, or for none at all. */
  #read(goroutine: number): {
    readonly low: number;
    readonly high: number;
    readonly pointer: number;
    readonly status: number;
  } | null {
    const { goroutine: at, gobuf } = this.#layout;
    const bytes = this.#memory.read(goroutine, at.status + 4);
    if (bytes === null) return null;
    const low = readWord(bytes, at.stack);
    const high = readWord(bytes, at.stack + 8);
    const pointer = readWord(bytes, at.sched + gobuf.sp);
    const stackBytes = high - low;
    const isStack =
      low > 0 &&
      stackBytes >= smallestStackBytes &&
      stackBytes <= largestStackBytes &&
      pointer >= low &&
      pointer <= high &&
      pointer % 8 === 0;
    const status = bytes.readUInt32LE(at.status) & ~scanFlag;
    return isStack ? { low, high, pointer, status } : null;
  }

  #symbol(): number | null {
    const name = 'runtime.allgs';
    const symbol = readSymbols(this.#elf, { kind: 'object', prefix: name }).find(
      (each) => each.name === name,
    );
    return symbol === undefined ? null : symbol.value + this.#bias;
  }

  /** Where there are no symbols: three words that are a slice of records with stacks. */
  #search(): number | null {
    const { start, end } = this.#module.bss;
    const bytes = this.#memory.read(start, end - start);
    if (bytes === null) return null;
    for (let at = 0; at + 24 <= bytes.length; at += 8) {
      const [list, count, capacity] = [0, 8, 16].map((offset) => readWord(bytes, at + offset));
      if (list === undefined || count === undefined || capacity === undefined) continue;
      const isSlice = count > 0 && count <= capacity && capacity <= mostGoroutines;
      if (isSlice && list > 0 && list % 8 === 0 && this.#pointsToGoroutines(list, count)) {
        return start + at;
      }
    }
    return null;
  }

  /** The first of all is that of `main`, which has a stack for as long as the program runs. */
  #pointsToGoroutines(list: number, count: number): boolean {
    const pointers = this.#memory.read(list, 8 * Math.min(count, mostProbed));
    if (pointers === null) return false;
    const first = readWord(pointers, 0);
    return first > 0 && this.stackOf(first) !== null;
  }
}
