import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { fileErrorCode, fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type GcCycle, parseGcTraceLine } from './gc-trace.ts';

const blockBytes = 2 ** 16;
/** What is read of a log at one look: the rest at the next. */
const mostBlocks = 256;
/** A line that goes on without end is no line of the collector. */
const longestLine = 2 ** 16;

/** Reads the cycles in the log of a Go program, and follows it as it grows. */
export class GcTraceLog {
  readonly path: string;
  readonly #programStartMs: number;
  readonly #descriptor: number;
  /** A pipe has no places. */
  readonly #isFile: boolean;
  #decoder = new StringDecoder('utf8');
  #at = 0;
  #rest = '';
  #lineCount = 0;
  #hasCycle = false;

  /**
   * @param path `-` is standard input
   * @param programStartMs milliseconds since 1970
   * @throws SandboxError `input` for a file that cannot be read
   */
  constructor(path: string, programStartMs: number) {
    this.path = path;
    this.#programStartMs = programStartMs;
    try {
      // A pipe into which nobody writes yet must not hold up the looks.
      const flags = constants.O_RDONLY | constants.O_NONBLOCK;
      this.#descriptor = openSync(path === '-' ? '/dev/stdin' : path, flags);
      const stat = fstatSync(this.#descriptor);
      this.#isFile = stat.isFile();
      if (stat.isDirectory()) {
        closeSync(this.#descriptor);
        throw new SandboxError('input', `cannot read ${path}: it is a directory`);
      }
    } catch (cause) {
      if (cause instanceof SandboxError) throw cause;
      throw new SandboxError('input', `cannot read ${path}: ${fileErrorReason(cause)}`, { cause });
    }
  }

  /** Cycles that were told since the last call. Of a log with several runs only the last counts. */
  read(): readonly GcCycle[] {
    let cycles: GcCycle[] = [];
    for (const line of this.#lines()) {
      this.#lineCount += 1;
      const cycle = parseGcTraceLine(line, this.#programStartMs);
      if (cycle === null) continue;
      if (cycle.number <= (cycles.at(-1)?.number ?? 0)) cycles = [];
      cycles.push(cycle);
    }
    this.#hasCycle ||= cycles.length > 0;
    return cycles;
  }

  /** Lines that were read while none of a cycle was among them; 0 once there was one. */
  get otherLines(): number {
    return this.#hasCycle ? 0 : this.#lineCount;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #lines(): readonly string[] {
    // A log that was begun anew is read from its start.
    if (this.#isFile && fstatSync(this.#descriptor).size < this.#at) {
      this.#at = 0;
      this.#rest = '';
      this.#decoder = new StringDecoder('utf8');
    }
    const block = Buffer.alloc(blockBytes);
    let text = this.#rest;
    for (let blocks = 0; blocks < mostBlocks; blocks++) {
      const bytes = this.#readBlock(block);
      if (bytes === 0) break;
      this.#at += bytes;
      text += this.#decoder.write(block.subarray(0, bytes));
    }
    const lines = text.split('\n');
    this.#rest = (lines.pop() ?? '').slice(-longestLine);
    return lines;
  }

  #readBlock(block: Buffer): number {
    try {
      return readSync(this.#descriptor, block, 0, block.length, this.#isFile ? this.#at : null);
    } catch (cause) {
      // Nothing is in the pipe just now.
      if (fileErrorCode(cause) === 'EAGAIN') return 0;
      throw new SandboxError('input', `cannot read ${this.path}: ${fileErrorReason(cause)}`, {
        cause,
      });
    }
  }
}
