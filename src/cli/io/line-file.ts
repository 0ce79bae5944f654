import { openSync, writeSync } from 'node:fs';
import { fileErrorReason } from '../../base/primitives/file-error.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { Output } from './outputs.ts';

/** A file to which lines of JSON are added as things happen: whatever ends the program, they are there. */
export class LineFile {
  readonly #name: string;
  readonly #output: Output;
  readonly #descriptor: number | null;

  /**
   * @param name the flag, for messages
   * @param output checked already: nothing, a file of such lines, or a stream
   * @param isReplaced whether what stands there goes
   * @throws SandboxError `output` where the file cannot be opened
   */
  constructor(name: string, output: Output, isReplaced: boolean) {
    this.#name = name;
    this.#output = output;
    const { file } = output;
    this.#descriptor =
      file === null ? null : this.#tried(() => openSync(file, isReplaced ? 'w' : 'a'));
  }

  /** @throws SandboxError `output` where it cannot be written */
  async add(documents: readonly object[]): Promise<void> {
    const lines = documents.map((one) => `${JSON.stringify(one)}\n`).join('');
    const descriptor = this.#descriptor;
    if (descriptor === null) await this.#output.write(lines);
    else this.#tried(() => writeSync(descriptor, lines));
  }

  #tried<T>(use: () => T): T {
    try {
      return use();
    } catch (cause) {
      const why = `${fileErrorReason(cause)} (${this.#output.path})`;
      throw new SandboxError('output', `cannot write ${this.#name}: ${why}`, { cause });
    }
  }
}
