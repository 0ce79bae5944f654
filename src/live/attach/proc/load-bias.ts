import { readFileSync } from 'node:fs';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import type { ElfFile } from './elf-file.ts';
import { readWord } from './process-memory.ts';

const entryKey = 9;

/**
 * What to add to an address of the executable to get the one in the process: 0 unless it was loaded
 * elsewhere. The kernel tells the process its entry point in `/proc/PID/auxv`.
 *
 * @throws SandboxError `environment` if that cannot be read.
 */
export function loadBias(pid: number, elf: ElfFile): number {
  if (!elf.isRelocatable) return 0;
  const path = `/proc/${pid}/auxv`;
  let pairs: Buffer;
  try {
    pairs = readFileSync(path);
  } catch (error) {
    throw new SandboxError('environment', `cannot read ${path}: ${fileErrorReason(error)}`, {
      cause: error,
    });
  }
  for (let at = 0; at + 16 <= pairs.length; at += 16) {
    if (readWord(pairs, at) === entryKey) return readWord(pairs, at + 8) - elf.entry;
  }
  throw new SandboxError('environment', `expected ${path} to name the entry point`);
}
