import { readFileSync } from 'node:fs';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { fileErrorReason } from '../../../base/primitives/errors/file-error.ts';

/** One line of `/proc/PID/maps`. */
export interface MemoryRegion {
  readonly start: number;
  /** The first address behind it. */
  readonly end: number;
  readonly isReadable: boolean;
  readonly isWritable: boolean;
  readonly isExecutable: boolean;
  readonly isShared: boolean;
  /** Where it begins in its file, in bytes. */
  readonly fileOffset: number;
  /** 0 for memory without a file. */
  readonly inode: number;
  /** The file, a name such as `[stack]`, or empty. */
  readonly path: string;
}

const linePattern = /^([\da-f]+)-([\da-f]+) (\S{4}) ([\da-f]+) \S+ (\d+) *(.*)$/;

/**
 * The regions of a process by address.
 *
 * @throws SandboxError `environment` if they cannot be read.
 */
export function readRegions(pid: number): readonly MemoryRegion[] {
  try {
    return parseRegions(readFileSync(`/proc/${pid}/maps`, 'utf8'));
  } catch (error) {
    throw new SandboxError(
      'environment',
      `cannot read the memory map of process ${pid}: ${fileErrorReason(error)}`,
      { cause: error },
    );
  }
}

/** The first address that is not of user space. */
const kernelStart = 2 ** 47;

/**
 * The regions in a text of the form of `/proc/PID/maps`; other lines are left out, and so are pages of
 * the kernel that stand among them, as `[vsyscall]`.
 */
export function parseRegions(text: string): readonly MemoryRegion[] {
  return text.split('\n').flatMap((line) => {
    const match = linePattern.exec(line);
    if (match === null || Number.parseInt(match[1] ?? '', 16) >= kernelStart) return [];
    const [, start = '', end = '', flags = '', offset = '', inode = '', path = ''] = match;
    return [
      {
        start: Number.parseInt(start, 16),
        end: Number.parseInt(end, 16),
        isReadable: flags[0] === 'r',
        isWritable: flags[1] === 'w',
        isExecutable: flags[2] === 'x',
        isShared: flags[3] === 's',
        fileOffset: Number.parseInt(offset, 16),
        inode: Number(inode),
        path,
      },
    ];
  });
}

/** The region that holds an address, by bisection over regions in order; `null` where none does. */
export function regionAt(regions: readonly MemoryRegion[], address: number): MemoryRegion | null {
  let low = 0;
  let high = regions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const region = regions[middle];
    if (region === undefined) return null;
    if (address < region.start) high = middle - 1;
    else if (address >= region.end) low = middle + 1;
    else return region;
  }
  return null;
}
