import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { ElfFile } from '../proc/elf-file.ts';
import { readRegions } from '../proc/memory-regions.ts';

/** The parts of a Node.js program that matter to look into it. */
export interface NodeProgram {
  /** What runs, reachable whatever became of the file. */
  readonly executable: string;
  /** The file that holds V8: the executable, or the library that some distributions make of it. */
  readonly engine: string;
  /** Where the executable was told to find libraries; `null` where it was not. */
  readonly libraryPath: string | null;
}

/** Every Node.js has it, and so does Electron; other programs with V8 have not. */
const nodeSymbol = 'node_module_register';
const libraryName = /^libnode\.so/;

/**
 * The Node.js in a process, or `null` where it runs something else.
 *
 * @throws SandboxError `environment` where the process cannot be looked at
 */
export function findNodeProgram(pid: number): NodeProgram | null {
  const executable = `/proc/${pid}/exe`;
  if (holdsNode(executable)) return { executable, engine: executable, libraryPath: null };
  const library = readRegions(pid).find(({ path }) => libraryName.test(basename(path)));
  if (library === undefined) return null;
  // The path is one of the process's own file system.
  const engine = `/proc/${pid}/root${library.path}`;
  return holdsNode(engine) ? { executable, engine, libraryPath: libraryPathOf(pid) } : null;
}

function holdsNode(path: string): boolean {
  let elf: ElfFile;
  try {
    elf = new ElfFile(path);
  } catch {
    return false;
  }
  try {
    const names = elf.section('.dynstr');
    return names !== null && elf.sectionBytes(names).includes(`\0${nodeSymbol}\0`);
  } finally {
    elf.close();
  }
}

function libraryPathOf(pid: number): string | null {
  const name = 'LD_LIBRARY_PATH=';
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((each) => each.startsWith(name))?.slice(name.length) ?? null;
  } catch {
    return null;
  }
}

/** Stands in every Node.js, with `1` behind it where a program was put into the executable. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:';
const pieceBytes = 2 ** 22;

/**
 * A child of an executable that holds its program would start that program again.
 *
 * @throws SandboxError `invalid` for one that does
 */
export function refuseProgramInside(engine: ElfFile): void {
  const section = engine.section('.rodata');
  if (section === null) return;
  for (let from = 0; from < section.bytes; from += pieceBytes) {
    const bytes = Math.min(pieceBytes + fuse.length + 1, section.bytes - from);
    const piece = engine.readFile(section.fileOffset + from, bytes);
    const at = piece.indexOf(fuse, 0, 'latin1');
    if (at === -1 || at + fuse.length >= piece.length) continue;
    if (piece.toString('latin1', at + fuse.length, at + fuse.length + 1) !== '1') return;
    throw new SandboxError(
      'invalid',
      'expected a Node.js that can be run for a self-test, got a single executable application: a child of it would start its program again',
    );
  }
}
