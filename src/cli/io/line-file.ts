import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { fileErrorReason } from '../../base/primitives/errors/file-error.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Output } from './outputs.ts';

/** A file that gets lines as things happen: whatever ends the program, what was told is there. */
export class LineFile {
  readonly #flag: string;
  readonly #output: Output;
  readonly #descriptor: number | null;

  /**
   * @param flag that named it, for messages
   * @param output checked already: nothing, a file of that kind, or a stream
   * @param mode `w` begins anew, `a` goes on
   * @throws SandboxError `output` where the file cannot be opened
   */
  constructor(flag: string, output: Output, mode: 'a' | 'w') {
    this.#flag = flag;
    this.#output = output;
    this.#descriptor = output.file === null ? null : this.#guarded(openSync, output.file, mode);
    // A line that a full disk cut off must not take the next one with it.
    if (this.#descriptor !== null && mode === 'a' && output.file !== null && isCutOff(output.file))
      this.#guarded(writeSync, this.#descriptor, '\n');
  }

  /** @throws SandboxError `output` where the lines cannot be written */
  async add(lines: string): Promise<void> {
    if (lines === '') return;
    if (this.#descriptor === null) await this.#output.write(lines);
    else this.#guarded(writeSync, this.#descriptor, lines);
  }

  #guarded<Arguments extends readonly unknown[], Result>(
    work: (...values: Arguments) => Result,
    ...values: Arguments
  ): Result {
    try {
      return work(...values);
    } catch (cause) {
      const reason = `${fileErrorReason(cause)} (${this.#output.path})`;
      throw new SandboxError('output', `cannot write ${this.#flag}: ${reason}`, { cause });
    }
  }
}

/** Whether the last line of a file lacks its end. */
function isCutOff(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== newline;
  } finally {
    closeSync(descriptor);
  }
}

const newline = 0x0a;
