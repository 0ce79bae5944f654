import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readlinkSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fileErrorCode, fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import type { FilePlace } from '../../../base/primitives/input/open-files.ts';
import { inputChunks } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { ProcessResult } from './process-result.ts';
import type { RunHeader } from './run-header.ts';

/** A line of the journal after the first. */
export type JournalEntry =
  | { readonly event: 'resumed'; readonly at: string }
  | { readonly event: 'started'; readonly key: string; readonly at: string }
  | {
      readonly event: 'finished';
      readonly key: string;
      readonly at: string;
      readonly result: ProcessResult;
    }
  | {
      /** The last line of a shard that is whole. */
      readonly event: 'complete';
      readonly at: string;
      readonly processes: number;
      /** Of all bytes before this line, in hexadecimal. */
      readonly sha256: string;
    };

/**
 * The run's events on disk as they happen, one JSON document a line. A line is either whole and
 * synced or it is cut off again, so that a crash or a full disk costs at most the process that was
 * running.
 */
export class Journal {
  readonly file: string;
  readonly #descriptor: number;

  private constructor(file: string, descriptor: number) {
    this.file = file;
    this.#descriptor = descriptor;
  }

  /** @throws SandboxError `output` naming the file, also where there is one already */
  static create(file: string, header: RunHeader): Journal {
    const journal = Journal.#open(file, 'wx');
    journal.#append(header);
    return journal;
  }

  /**
   * Opens a journal to go on with it.
   *
   * @param bytes how much of it is whole: a cut-off last line is dropped
   * @throws SandboxError `output` naming the file
   */
  static reopen(file: string, bytes: number): Journal {
    const journal = Journal.#open(file, 'r+');
    ftruncateSync(journal.#descriptor, bytes);
    return journal;
  }

  static #open(file: string, flags: string): Journal {
    try {
      return new Journal(file, openSync(file, flags));
    } catch (error) {
      throw cannotWrite(file, error);
    }
  }

  /**
   * @returns where the line stands
   * @throws SandboxError `output` naming the file, what stood in it before still does; or, where the
   * folder was moved meanwhile, both places
   */
  append(entry: JournalEntry): FilePlace {
    this.requireInPlace();
    return this.#append(entry);
  }

  /**
   * An open file is written to wherever it goes; the record would be written to where it was.
   *
   * @throws SandboxError `output` where the journal no longer lies where it was opened
   */
  requireInPlace(): void {
    if (this.#isInPlace()) return;
    const now = placeOf(this.#descriptor);
    const folder = dirname(this.file);
    throw new SandboxError(
      'output',
      now === null
        ? `the journal of the run in ${folder} was removed or its folder moved while the run went on: what it has measured cannot be written there`
        : `${folder} was moved to ${dirname(now)} while the run went on: what had finished is in its journal there; go on with mapswell run --resume --out ${dirname(now)}`,
    );
  }

  /**
   * Writes the last line of a whole shard, closes it, and gives it the name of what may be merged.
   *
   * @throws SandboxError `output` naming the file
   */
  seal(processes: number, to: string): void {
    this.requireInPlace();
    const hash = createHash('sha256');
    for (const chunk of inputChunks(this.file)) hash.update(chunk);
    const sha256 = hash.digest('hex');
    this.#append({ event: 'complete', at: new Date().toISOString(), processes, sha256 });
    try {
      renameSync(this.file, to);
    } catch (error) {
      throw cannotWrite(to, error);
    }
  }

  #append(line: RunHeader | JournalEntry): FilePlace {
    const end = fstatSync(this.#descriptor).size;
    try {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let written = 0; written < bytes.length;)
        written += writeSync(
          this.#descriptor,
          bytes,
          written,
          bytes.length - written,
          end + written,
        );
      fsyncSync(this.#descriptor);
      return { offset: end, length: bytes.length };
    } catch (error) {
      ftruncateSync(this.#descriptor, end);
      throw cannotWrite(this.file, error);
    }
  }

  #isInPlace(): boolean {
    const own = fstatSync(this.#descriptor);
    const there = statSync(this.file, { throwIfNoEntry: false });
    return there?.ino === own.ino && there.dev === own.dev;
  }

  /** Where the folder of the journal lies now. */
  folderNow(): string {
    return dirname(this.#isInPlace() ? this.file : (placeOf(this.#descriptor) ?? this.file));
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Where an open file lies now; `null` where the system does not say. */
function placeOf(descriptor: number): string | null {
  try {
    const place = readlinkSync(`/proc/self/fd/${descriptor}`);
    return statSync(place, { throwIfNoEntry: false }) === undefined ? null : place;
  } catch {
    return null;
  }
}

function cannotWrite(file: string, error: unknown): SandboxError {
  const isThere = fileErrorCode(error) === 'EEXIST';
  const reason = isThere ? 'there is one already (EEXIST)' : fileErrorReason(error);
  return new SandboxError(
    'output',
    `cannot write the journal ${file}: ${reason}; finished processes stay in it`,
    { cause: error },
  );
}
