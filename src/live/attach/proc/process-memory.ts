import { closeSync, openSync, readSync } from 'node:fs';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { fileErrorReason } from '../../../base/primitives/errors/file-error.ts';

/** A stretch of another process's memory. */
export interface MemoryRange {
  readonly address: number;
  readonly bytes: number;
}

/** A stretch that was read, where it stands in a larger buffer: cheaper than a buffer of its own. */
export interface MemoryPiece {
  readonly in: Buffer;
  readonly at: number;
}

/** How ranges are joined to fewer reads. */
export interface BatchOptions {
  /** Ranges this far apart are read in one piece, with what lies between them. */
  readonly maxGapBytes: number;
  readonly maxBlockBytes: number;
}

const mostShared = 512;

/** Hears of every read that is tried, before it is done. */
export type ReadListener = (address: number, bytes: number) => void;

/** The address space is gone: the process ended, or runs another program. */
export class MemoryGoneError extends Error {
  constructor(pid: number) {
    super(`the memory of process ${pid} is gone`);
    this.name = 'MemoryGoneError';
  }
}

/**
 * Reads the memory of another process from outside by `/proc/PID/mem`: never writes, stops or
 * signals it. The descriptor belongs to one address space, so that a process that gets the same id
 * later is never read by mistake.
 *
 * Addresses are numbers: those of user space are below 2^47.
 */
export class ProcessMemory {
  readonly #pid: number;
  readonly #descriptor: number;
  readonly #onRead: ReadListener | null;
  #reads = 0;
  #bytes = 0;
  #isClosed = false;

  /**
   * @throws SandboxError `environment` if the memory may not be read; `explainRefusal` says why.
   */
  constructor(pid: number, onRead: ReadListener | null = null) {
    try {
      this.#descriptor = openSync(`/proc/${pid}/mem`, 'r');
    } catch (error) {
      throw new SandboxError(
        'environment',
        `cannot read the memory of process ${pid}: ${fileErrorReason(error)}`,
        { cause: error },
      );
    }
    this.#pid = pid;
    this.#onRead = onRead;
  }

  /** System calls that read, those that failed included. */
  get reads(): number {
    return this.#reads;
  }

  /** Bytes that were read. */
  get bytesRead(): number {
    return this.#bytes;
  }

  /**
   * A copy of a range, or `null` where any byte of it is not mapped.
   *
   * @throws MemoryGoneError if the process ended or runs another program.
   */
  read(address: number, bytes: number): Buffer | null {
    // Small ones share memory: one of its own for each takes longer than the read.
    const buffer = bytes <= mostShared ? Buffer.allocUnsafe(bytes) : Buffer.allocUnsafeSlow(bytes);
    return this.readInto(address, buffer) ? buffer : null;
  }

  /** As `read`. */
  pieceAt(address: number, bytes: number): MemoryPiece | null {
    const buffer = this.read(address, bytes);
    return buffer === null ? null : { in: buffer, at: 0 };
  }

  /** As `read`, into a buffer of the caller; tells whether all of it was read. */
  readInto(address: number, buffer: Uint8Array): boolean {
    this.#onRead?.(address, buffer.byteLength);
    let done = 0;
    while (done < buffer.byteLength) {
      this.#reads += 1;
      const count = this.#readOnce(buffer, done, address + done);
      if (count === null) return false;
      done += count;
      this.#bytes += count;
    }
    return true;
  }

  /** The 8-byte little-endian word at an address; `null` where it is not mapped. */
  readWord(address: number): number | null {
    return this.readInto(address, this.#word) ? readWord(this.#word, 0) : null;
  }

  readonly #word = Buffer.alloc(8);

  /**
   * Reads many ranges, which stand in order of address, in as few reads as `options` allow. `visit`
   * gets each range with the buffer that holds it and the range's place in it; the buffer is reused
   * after the call. A range that is not mapped is not visited.
   */
  readBatch<Range extends MemoryRange>(
    ranges: readonly Range[],
    options: BatchOptions,
    visit: (range: Range, buffer: Buffer, offset: number) => void,
  ): void {
    let block = Buffer.alloc(0);
    for (let first = 0; first < ranges.length;) {
      const { address, last, end } = blockFrom(ranges, first, options);
      if (block.length < end - address) block = Buffer.allocUnsafeSlow(end - address);
      const isRead = this.readInto(address, block.subarray(0, end - address));
      for (const range of ranges.slice(first, last + 1)) {
        if (isRead) visit(range, block, range.address - address);
        else if (last > first && this.readInto(range.address, block.subarray(0, range.bytes))) {
          visit(range, block, 0);
        }
      }
      first = last + 1;
    }
  }

  /**
   * As `readBatch`, into one buffer that holds all of them and what lies between ranges of one read. The
   * place of each range is in the order of the ranges; -1 for one that is not mapped.
   */
  readTogether(
    ranges: readonly MemoryRange[],
    options: BatchOptions,
  ): { readonly bytes: Buffer; readonly places: Int32Array } {
    let length = 0;
    const blocks: Block[] = [];
    for (let first = 0; first < ranges.length;) {
      const block = blockFrom(ranges, first, options);
      blocks.push(block);
      length += block.end - block.address;
      first = block.last + 1;
    }
    const bytes = Buffer.allocUnsafeSlow(length);
    const places = new Int32Array(ranges.length);
    let at = 0;
    let next = 0;
    for (const { address, last, end } of blocks) {
      const isRead = this.readInto(address, bytes.subarray(at, at + end - address));
      const isAlone = next === last;
      for (; next <= last; next++) {
        const range = ranges[next] ?? { address: 0, bytes: 0 };
        const place = at + range.address - address;
        const isHere =
          isRead ||
          (!isAlone && this.readInto(range.address, bytes.subarray(place, place + range.bytes)));
        places[next] = isHere ? place : -1;
      }
      at += end - address;
    }
    return { bytes, places };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }

  /** Bytes that one system call read; `null` where the address is not mapped. */
  #readOnce(buffer: Uint8Array, offset: number, address: number): number | null {
    let count: number;
    try {
      count = readSync(this.#descriptor, buffer, offset, buffer.byteLength - offset, address);
    } catch (error) {
      if (this.#isClosed) throw error;
      return null;
    }
    // An unmapped address fails; nothing at all comes of an address space without users.
    if (count === 0) throw new MemoryGoneError(this.#pid);
    return count;
  }
}

/** The 8-byte little-endian word in a buffer, exact up to 2^53: enough for addresses and counts. */
export function readWord(buffer: Uint8Array, offset: number): number {
  // Not readUInt32LE, whose checks take twice the time; and whole numbers of 32 bits as far as it goes: others cost memory until
  // this is optimized.
  const low = halfWord(buffer, offset);
  const high = halfWord(buffer, offset + 4);
  return high === 0 ? low : low + high * 2 ** 32;
}

function halfWord(buffer: Uint8Array, offset: number): number {
  const bits =
    (buffer[offset] ?? 0) |
    ((buffer[offset + 1] ?? 0) << 8) |
    ((buffer[offset + 2] ?? 0) << 16) |
    ((buffer[offset + 3] ?? 0) << 24);
  return bits >= 0 ? bits : bits >>> 0;
}

/** Ranges up to the last one that are read in one piece. */
interface Block {
  readonly address: number;
  readonly last: number;
  readonly end: number;
}

function blockFrom(
  ranges: readonly MemoryRange[],
  first: number,
  { maxGapBytes, maxBlockBytes }: BatchOptions,
): Block {
  const address = ranges[first]?.address ?? 0;
  let end = address + (ranges[first]?.bytes ?? 0);
  let last = first;
  for (let next = first + 1; next < ranges.length; next++) {
    const range = ranges[next];
    if (range === undefined || range.address - end > maxGapBytes) break;
    const nextEnd = Math.max(end, range.address + range.bytes);
    if (nextEnd - address > maxBlockBytes) break;
    end = nextEnd;
    last = next;
  }
  return { address, last, end };
}
