import { type ElfFile, textAt } from './elf-file.ts';
import { readWord } from './process-memory.ts';

/** A name in a symbol table. The value is an address of the file. */
export interface ElfSymbol {
  readonly name: string;
  readonly value: number;
  readonly bytes: number;
}

/** Which symbols to read. */
export interface SymbolQuery {
  readonly kind: 'object' | 'function' | 'any';
  /** Names begin with it. */
  readonly prefix?: string;
}

const entryBytes = 24;
const undefinedSection = 0;
const kinds = { object: 1, function: 2 } as const;

/**
 * The defined symbols of a file's full table, or of the dynamic one where the file is stripped, in
 * the order of the table; empty where there is none. Names are only decoded where they match.
 */
export function readSymbols(
  elf: ElfFile,
  { kind, prefix = '' }: SymbolQuery,
): readonly ElfSymbol[] {
  const table = elf.section('.symtab') ?? elf.section('.dynsym');
  const namesSection = table === null ? undefined : elf.sections[table.link];
  if (table === null || namesSection === undefined) return [];
  const entries = elf.sectionBytes(table);
  const names = elf.sectionBytes(namesSection);
  const start = Buffer.from(prefix);
  const symbols: ElfSymbol[] = [];
  for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
    if (entries.readUInt16LE(at + 6) === undefinedSection) continue;
    if (kind !== 'any' && ((entries[at + 4] ?? 0) & 15) !== kinds[kind]) continue;
    const nameAt = entries.readUInt32LE(at);
    if (!startsWith(names, nameAt, start)) continue;
    symbols.push({
      name: textAt(names, nameAt),
      value: readWord(entries, at + 8),
      bytes: readWord(entries, at + 16),
    });
  }
  return symbols;
}

function startsWith(bytes: Buffer, offset: number, start: Buffer): boolean {
  const end = offset + start.length;
  return end <= bytes.length && bytes.compare(start, 0, start.length, offset, end) === 0;
}
