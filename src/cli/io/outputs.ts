import { fstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FileKind } from '../../base/primitives/output/file-kinds.ts';
import type { FileContent } from '../../base/primitives/output/replace-file.ts';
import { isOneOf } from '../../base/primitives/output/output-place.ts';
import {
  fileIdentity,
  type OutputTarget,
  statOrNull,
} from '../../base/primitives/output/output-target.ts';
import { requireHarmless } from '../../base/primitives/output/require-harmless.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { CliContext, CliOutput } from './cli-io.ts';
import { patienceMs } from '../program/requests-to-end.ts';

type OutputContext = Pick<CliContext, 'cwd' | 'stdout' | 'stderr' | 'raw' | 'interruption'>;

/** One document that a command writes. */
export interface Output {
  /** As the user named it. */
  readonly path: string;
  /** Whole path of a file that other files may stand beside; `null` for a pipe or a device. */
  readonly file: string | null;
  /** @returns bytes written; @throws SandboxError `output` */
  write(content: FileContent): Promise<number>;
}

/**
 * Everything that one command writes. Each place is looked at before the work begins: minutes later
 * is late for a name that is wrong. `-` is standard output, and so is whatever file that already is.
 */
export class Outputs {
  readonly #context: OutputContext;
  readonly #inputs: readonly string[];
  /** That whatever file stands there may be replaced. */
  readonly isForced: boolean;
  readonly #taken = new Map<string, string>();
  #document: string | null = null;

  /** @param inputs paths of what the command reads */
  constructor(context: OutputContext, inputs: readonly string[], isForced: boolean) {
    this.#context = context;
    this.#inputs = inputs.map((path) => resolve(context.cwd, path));
    this.isForced = isForced;
  }

  /**
   * A file to write.
   *
   * @param name the flag, for messages
   * @throws SandboxError `usage` where it would destroy what is not ours to replace, or is written twice
   */
  async file(name: string, path: string, kind: FileKind): Promise<Output> {
    const full = resolve(this.#context.cwd, path);
    const stream = path === '-' ? 1 : await standardStream(full, this.#inputs);
    if (stream !== null) return this.#stream(name, path, stream);
    const target = await this.#take(name, full, kind);
    return {
      path,
      file: target.kind === 'stream' ? null : full,
      write: async (content) => {
        let bytes = 0;
        const counted = async function* (): AsyncGenerator<Uint8Array> {
          bytes = 0;
          for await (const piece of piecesOf(content)) {
            bytes += piece.length;
            yield piece;
          }
        };
        await this.#whole(async () => writeFileAtomically(full, counted));
        return bytes;
      },
    };
  }

  /**
   * A folder and the files that will be written into it.
   *
   * @returns the whole path of the folder
   * @throws SandboxError `usage` as of a file, and for `-`
   */
  async folder(
    name: string,
    path: string,
    files: Readonly<Record<string, FileKind>>,
  ): Promise<string> {
    if (path === '-') throw new SandboxError('usage', `expected ${name} to name a folder, got -`);
    const full = resolve(this.#context.cwd, path);
    for (const [file, kind] of Object.entries(files))
      await this.#take(name, join(full, file), kind);
    return full;
  }

  /** Whole paths of what the command reads. */
  get inputs(): readonly string[] {
    return this.#inputs;
  }

  /** Where sentences for people go: beside the document where that is standard output. */
  get sentences(): CliOutput {
    return this.#document === null ? this.#context.stdout : this.#context.stderr;
  }

  /** @throws SandboxError `usage` where another document is standard output already */
  refuseBeside(flag: string): void {
    if (this.#document === null) return;
    throw new SandboxError(
      'usage',
      `expected one document on standard output, got ${this.#document} and ${flag}`,
    );
  }

  /** A request to end waits for the file: half of one would be left beside it. */
  async #whole(write: () => Promise<void>): Promise<void> {
    const { interruption } = this.#context;
    const letGo = interruption.hold(patienceMs.usual);
    await write().finally(letGo);
    interruption.signal.throwIfAborted();
  }

  #stream(name: string, path: string, descriptor: 1 | 2): Output {
    const { stdout, stderr } = this.#context.raw;
    const output = descriptor === 1 ? stdout : stderr;
    if (descriptor === 1) {
      this.refuseBeside(name);
      this.#document = name;
    }
    return {
      path,
      file: null,
      write: async (content) => {
        let bytes = 0;
        for await (const piece of piecesOf(content)) {
          output.write(Buffer.from(piece).toString('utf8'));
          bytes += piece.length;
        }
        return bytes;
      },
    };
  }

  async #take(name: string, path: string, kind: FileKind): Promise<OutputTarget> {
    const rules = { kind, inputs: this.#inputs, isForced: this.isForced };
    const target = await requireHarmless({ name, path }, rules);
    const key = keyOf(target);
    const other = this.#taken.get(key);
    if (other !== undefined)
      throw new SandboxError(
        'usage',
        `expected ${other} and ${name} to name two files, got ${path} for both`,
      );
    if (target.kind !== 'stream') this.#taken.set(key, name);
    return target;
  }
}

async function* piecesOf(content: FileContent): AsyncGenerator<Uint8Array> {
  if (typeof content === 'function') yield* content();
  else yield Buffer.from(content);
}

function keyOf(target: OutputTarget): string {
  return target.kind === 'nothing' ? target.path : fileIdentity(target.stats);
}

/** Whether a path, as `/dev/stdout`, is what standard output or standard error already go to. */
async function standardStream(path: string, inputs: readonly string[]): Promise<1 | 2 | null> {
  const stats = await statOrNull(path).catch(() => null);
  // What is read is refused as any other file.
  if (stats === null || (await isOneOf(stats, inputs))) return null;
  const identity = fileIdentity(stats);
  for (const descriptor of [1, 2] as const)
    if (identityOf(descriptor) === identity) return descriptor;
  return null;
}

function identityOf(descriptor: number): string | null {
  try {
    return fileIdentity(fstatSync(descriptor, { bigint: true }));
  } catch {
    return null;
  }
}
