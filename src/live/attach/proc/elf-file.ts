import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import { readWord } from './process-memory.ts';

/** A section of an ELF file. Addresses are those of the file: add the load bias of a process. */
export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly fileOffset: number;
  readonly bytes: number;
  /** Index of the section that belongs to it, as the names to a symbol table. */
  readonly link: number;
}

/** A part of the file that is loaded into memory (`PT_LOAD`). */
export interface ElfSegment {
  readonly address: number;
  readonly fileOffset: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

export type ElfMachine = 'amd64' | 'arm64' | 'other';

const magic = 0x464c457f;
const class64 = 2;
const littleEndian = 1;
const typeDynamic = 3;
const machines: Readonly<Record<number, ElfMachine>> = { 62: 'amd64', 183: 'arm64' };
const loadSegment = 1;
/** Sections without bytes in the file, as `.bss`. */
const noBits = 8;
/** Far above any real file: a header that says more is damaged. */
const mostSections = 10_000;
const largestSectionBytes = 2 ** 31;

/** A 64-bit little-endian ELF file, read piece by piece. */
export class ElfFile {
  readonly path: string;
  readonly machine: ElfMachine;
  /** Where the program starts, as an address of the file. */
  readonly entry: number;
  /** Whether it can be loaded at any address: a shared object or a position-independent program. */
  readonly isRelocatable: boolean;
  readonly sections: readonly ElfSection[];
  readonly segments: readonly ElfSegment[];
  readonly #descriptor: number;

  /**
   * Opens the executable of a process, which works where the file was deleted, or any file.
   *
   * @throws SandboxError `input` if it cannot be read or is no such file.
   */
  constructor(path: string) {
    this.path = path;
    try {
      this.#descriptor = openSync(path, 'r');
    } catch (error) {
      throw new SandboxError('input', `cannot read ${path}: ${fileErrorReason(error)}`, {
        cause: error,
      });
    }
    try {
      const header = this.#header();
      this.machine = machines[header.readUInt16LE(18)] ?? 'other';
      this.isRelocatable = header.readUInt16LE(16) === typeDynamic;
      this.entry = readWord(header, 24);
      this.segments = this.#readSegments(header);
      this.sections = this.#readSections(header);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  section(...names: readonly string[]): ElfSection | null {
    return this.sections.find(({ name }) => names.includes(name)) ?? null;
  }

  /** What the file holds of a section, at most `mostBytes`; empty for one without bytes. */
  sectionBytes(section: ElfSection, mostBytes: number = largestSectionBytes): Buffer {
    if (section.type === noBits) return Buffer.alloc(0);
    return this.readFile(section.fileOffset, Math.min(section.bytes, mostBytes));
  }

  /**
   * Bytes of the file.
   *
   * @throws SandboxError `input` if it is shorter.
   */
  readFile(offset: number, bytes: number): Buffer {
    const { size } = fstatSync(this.#descriptor);
    const isInside = offset >= 0 && bytes >= 0 && offset + bytes <= size;
    const buffer = Buffer.alloc(isInside ? bytes : 0);
    if (!isInside || readSync(this.#descriptor, buffer, 0, bytes, offset) !== bytes) {
      throw this.#damaged(`it ends before byte ${offset + bytes}`);
    }
    return buffer;
  }

  /** The place in the file of an address of the file; `null` where it is not loaded from there. */
  fileOffsetOf(address: number): number | null {
    const segment = this.segments.find(
      (each) => address >= each.address && address < each.address + each.fileBytes,
    );
    return segment === undefined ? null : address - segment.address + segment.fileOffset;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #header(): Buffer {
    if (fstatSync(this.#descriptor).size < 64) throw this.#damaged('it is too short');
    const header = this.readFile(0, 64);
    if (header.readUInt32LE(0) !== magic) throw this.#damaged('it does not begin like one');
    if (header[4] !== class64 || header[5] !== littleEndian) {
      throw this.#damaged('it is not 64-bit little-endian');
    }
    return header;
  }

  #readSegments(header: Buffer): readonly ElfSegment[] {
    const entryBytes = header.readUInt16LE(54);
    const table = this.readFile(readWord(header, 32), entryBytes * header.readUInt16LE(56));
    return entriesOf(table, entryBytes).flatMap((entry) =>
      entry.readUInt32LE(0) === loadSegment
        ? [
            {
              fileOffset: readWord(entry, 8),
              address: readWord(entry, 16),
              fileBytes: readWord(entry, 32),
              memoryBytes: readWord(entry, 40),
            },
          ]
        : [],
    );
  }

  #readSections(header: Buffer): readonly ElfSection[] {
    const entryBytes = header.readUInt16LE(58);
    const count = header.readUInt16LE(60);
    if (count > mostSections) throw this.#damaged(`it names ${count} sections`);
    const entries = entriesOf(this.readFile(readWord(header, 40), entryBytes * count), entryBytes);
    const unnamed = entries.map((entry) => ({
      nameAt: entry.readUInt32LE(0),
      type: entry.readUInt32LE(4),
      address: readWord(entry, 16),
      fileOffset: readWord(entry, 24),
      bytes: readWord(entry, 32),
      link: entry.readUInt32LE(40),
    }));
    const namesSection = unnamed[header.readUInt16LE(62)];
    const names =
      namesSection === undefined
        ? Buffer.alloc(0)
        : this.sectionBytes({ ...namesSection, name: '' });
    return unnamed.map(({ nameAt, ...section }) =>
      Object.assign(section, { name: textAt(names, nameAt) }),
    );
  }

  #damaged(reason: string): SandboxError {
    return new SandboxError('input', `expected ${this.path} to be a 64-bit ELF file: ${reason}`);
  }
}

/** The text that ends with a zero byte. */
export function textAt(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('utf8', offset, end < 0 ? bytes.length : end);
}

function entriesOf(table: Buffer, entryBytes: number): readonly Buffer[] {
  const entries: Buffer[] = [];
  if (entryBytes < 56) return entries;
  for (let offset = 0; offset + entryBytes <= table.length; offset += entryBytes) {
    entries.push(table.subarray(offset, offset + entryBytes));
  }
  return entries;
}
