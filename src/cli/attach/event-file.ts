import { openSync, writeSync } from 'node:fs';
import { fileErrorReason } from '../../base/primitives/file-error.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { MapsLook } from '../../live/attach/follow/followed-process.ts';
import type { Output } from '../outputs.ts';

/** A list of events that grows as they happen: whatever ends the program, what was told is there. */
export class EventFile {
  readonly #output: Output;
  readonly #descriptor: number | null;

  /**
   * @param output checked already: nothing, a list of events, or a stream
   * @param isReplaced whether what stands there goes
   * @throws SandboxError `output` where the file cannot be opened
   */
  constructor(output: Output, isReplaced: boolean) {
    this.#output = output;
    this.#descriptor = output.file === null ? null : open(output.file, isReplaced ? 'w' : 'a');
  }

  /** Adds what the looks of one round told. */
  async add(looks: Iterable<MapsLook>): Promise<void> {
    const events = [...looks].flatMap(({ told }) => told);
    if (events.length === 0) return;
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    if (this.#descriptor === null) {
      await this.#output.write(lines);
      return;
    }
    try {
      writeSync(this.#descriptor, lines);
    } catch (error) {
      throw refusal(this.#output.path, error);
    }
  }
}

function open(path: string, flags: 'a' | 'w'): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw refusal(path, error);
  }
}

function refusal(path: string, error: unknown): SandboxError {
  return new SandboxError('output', `cannot write --events: ${fileErrorReason(error)} (${path})`, {
    cause: error,
  });
}
