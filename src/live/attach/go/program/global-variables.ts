import { numberAt } from '../../../../base/primitives/number-at.ts';
import type { ElfFile } from '../../proc/elf-file.ts';
import { type ElfSymbol, readSymbols } from '../../proc/elf-symbols.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoModule } from './module-data.ts';

/** A global variable, or a field in one. */
export interface GlobalVariable {
  readonly address: number;
  /** `main.sessions`, or `main.state+8` for a word inside; `null` in a stripped program. */
  readonly name: string | null;
}

/** The variables of a program that may hold pointers. */
export class GlobalVariables {
  readonly #elf: ElfFile;
  readonly #bias: number;
  readonly #modules: readonly GoModule[];
  readonly #memory: ProcessMemory;
  #symbols: readonly ElfSymbol[] | null = null;

  constructor(elf: ElfFile, bias: number, modules: readonly GoModule[], memory: ProcessMemory) {
    this.#elf = elf;
    this.#bias = bias;
    this.#modules = modules;
    this.#memory = memory;
  }

  /** The first variable that holds each of these addresses, now. */
  holdersOf(addresses: ReadonlySet<number>): ReadonlyMap<number, GlobalVariable> {
    const holders = new Map<number, GlobalVariable>();
    for (const { start, end, mask } of this.#modules.flatMap(({ data, bss }) => [data, bss])) {
      const bytes = this.#memory.read(start, end - start);
      const isPointer = this.#memory.read(mask, Math.ceil((end - start) / 64));
      if (bytes === null || isPointer === null) continue;
      for (let at = 0; at + 8 <= bytes.length; at += 8) {
        // Numbers may look like addresses: the runtime knows which words are none.
        if (((numberAt(isPointer, at >> 6) >> ((at >> 3) & 7)) & 1) === 0) continue;
        const word = readWord(bytes, at);
        if (!addresses.has(word) || holders.has(word)) continue;
        holders.set(word, { address: start + at, name: this.#nameOf(start + at) });
      }
    }
    return holders;
  }

  #nameOf(address: number): string | null {
    const wanted = address - this.#bias;
    // Some only mark where a section begins, and have no size.
    const symbols = (this.#symbols ??= readSymbols(this.#elf, { kind: 'object' })
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => a.value - b.value));
    let low = 0;
    let high = symbols.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((symbols[middle]?.value ?? 0) <= wanted) low = middle + 1;
      else high = middle;
    }
    const symbol = symbols[low - 1];
    if (symbol === undefined || wanted >= symbol.value + symbol.bytes) return null;
    return wanted === symbol.value ? symbol.name : `${symbol.name}+${wanted - symbol.value}`;
  }
}
