import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { ElfFile } from '../../proc/elf-file.ts';
import { readSymbols } from '../../proc/elf-symbols.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from './go-layout.ts';

/** A stretch of memory. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Variables that may hold pointers, and which of their words do. */
export interface PointerWords extends Stretch {
  /** Address of a bitmap, lowest bit first, with a bit per word. */
  readonly mask: number;
}

/** Where the linker put the parts of one module: the program, or a plugin. */
export interface GoModule {
  readonly text: Stretch;
  readonly types: Stretch;
  readonly data: PointerWords;
  readonly bss: PointerWords;
  /** Variables without pointers. */
  readonly noptrbss: Stretch;
  /** Tables of functions: a pointer and a length each. */
  readonly tables: {
    readonly names: Stretch;
    readonly units: Stretch;
    readonly files: Stretch;
    readonly pcs: Stretch;
    readonly functions: Stretch;
    /** Entries of 8 bytes: start of a function behind `text`, offset of its record. */
    readonly index: Stretch;
  };
}

const mostModules = 64;
/** Magic numbers of a table of functions: Go 1.18 and 1.20. */
const pcHeaderMagics = new Set([0xfffffff0, 0xfffffff1]);

/**
 * The modules of a process, the program first.
 *
 * @throws SandboxError `input` if they are not found where this version keeps them
 */
export function readModules(
  elf: ElfFile,
  bias: number,
  memory: ProcessMemory,
  layout: GoLayout,
): readonly GoModule[] {
  const modules: GoModule[] = [];
  let address = findFirst(elf, bias, memory);
  while (address !== null && address !== 0 && modules.length < mostModules) {
    const bytes = memory.read(address, layout.moduledata.structSize);
    const module = bytes === null ? null : parseModule(bytes, memory, layout);
    if (bytes === null || module === null) break;
    modules.push(module);
    address = readWord(bytes, layout.moduledata.next);
  }
  if (modules.length === 0) {
    throw new SandboxError(
      'input',
      'expected the tables of the Go runtime in the executable, got none that fit its version (is it linked with -linkshared, or packed?)',
    );
  }
  return modules;
}

/** By its symbol, by its section (1.26 and later), or as the word that points to the functions. */
function findFirst(elf: ElfFile, bias: number, memory: ProcessMemory): number | null {
  const [symbol] = readSymbols(elf, { kind: 'object', prefix: 'runtime.firstmoduledata' });
  if (symbol !== undefined) return symbol.value + bias;
  const section = elf.section('.go.module');
  if (section !== null) return section.address + bias;
  const functions = elf.section('.gopclntab', '.data.rel.ro.gopclntab');
  if (functions === null) return null;
  const wanted = functions.address + bias;
  for (const name of ['.noptrdata', '.data', '.data.rel.ro']) {
    const place = elf.section(name);
    const bytes = place === null ? null : memory.read(place.address + bias, place.bytes);
    if (place === null || bytes === null) continue;
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      if (readWord(bytes, at) === wanted) return place.address + bias + at;
    }
  }
  return null;
}

function parseModule(bytes: Buffer, memory: ProcessMemory, layout: GoLayout): GoModule | null {
  const at = layout.moduledata;
  const word = (offset: number): number => readWord(bytes, offset);
  const slice = (offset: number, elementBytes: number): Stretch => ({
    start: word(offset),
    end: word(offset) + word(offset + 8) * elementBytes,
  });
  const mask = (offset: number): number => word(offset + layout.bitvector.bytedata);
  const module: GoModule = {
    text: { start: word(at.text), end: word(at.etext) },
    types: { start: word(at.types), end: word(at.etypes) },
    data: { start: word(at.data), end: word(at.edata), mask: mask(at.gcdatamask) },
    bss: { start: word(at.bss), end: word(at.ebss), mask: mask(at.gcbssmask) },
    noptrbss: { start: word(at.noptrbss), end: word(at.enoptrbss) },
    tables: {
      names: slice(at.funcnametab, 1),
      units: slice(at.cutab, 4),
      files: slice(at.filetab, 1),
      pcs: slice(at.pctab, 1),
      functions: slice(at.pclntable, 1),
      index: slice(at.ftab, 8),
    },
  };
  const { text, types, data, bss, noptrbss } = module;
  const isOrdered = [text, types, data, bss, noptrbss].every(({ start, end }) => start <= end);
  const magic = memory.read(word(0), 4)?.readUInt32LE(0) ?? 0;
  const isFilled = text.start < text.end && types.start < types.end;
  return isOrdered && isFilled && pcHeaderMagics.has(magic) ? module : null;
}
