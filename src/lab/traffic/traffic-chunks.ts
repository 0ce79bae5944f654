import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import {
  cannotRead,
  inputChunks,
  newChunk,
  readInput,
} from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

const gzipMagic = [0x1f, 0x8b];
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];
/** Read ahead while the operations before are performed. */
const outputBytes = 1 << 18;

type Packing = 'gzip' | 'zstd' | 'none';

function packingOf(start: Uint8Array): Packing {
  const startsWith = (magic: readonly number[]): boolean =>
    magic.every((byte, at) => start[at] === byte);
  if (startsWith(gzipMagic)) return 'gzip';
  return startsWith(zstdMagic) ? 'zstd' : 'none';
}

/** What newer versions of Node have; the types are those of the oldest. */
interface Zstd {
  readonly createGunzip: typeof zlib.createGunzip;
  readonly createZstdDecompress?: (options: object) => Transform;
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: object) => Buffer;
}

const zstd: Zstd = zlib;

function withoutZstd(path: string): SandboxError {
  return new SandboxError(
    'environment',
    `expected a Node.js that reads zstd (22.15 or newer) for ${path}, got ${process.version}; zstd -dc ${path} can be piped into /dev/stdin`,
  );
}

/**
 * The bytes of a recording of any size, unpacked from gzip or zstd, a piece at a time. A piece holds its
 * bytes until the next one is asked for.
 *
 * @throws SandboxError `input` for what cannot be read or is cut off, `environment` for zstd without it
 */
export async function* trafficChunks(path: string): AsyncGenerator<Uint8Array> {
  let only: Buffer | null = null;
  const raw = inputChunks(path, () => only ?? newChunk());
  const first = raw.next();
  if (first.done === true) return;
  const packing = packingOf(first.value);
  // What is packed is unpacked later, in another thread.
  if (packing === 'none') only = newChunk();
  const all = withFirst(first.value, raw);
  if (packing === 'none') {
    yield* all;
    return;
  }
  const unpack =
    packing === 'gzip'
      ? zlib.createGunzip({ chunkSize: outputBytes })
      : zstd.createZstdDecompress?.({ chunkSize: outputBytes });
  if (unpack === undefined) throw withoutZstd(path);
  const done = pipeline(Readable.from(all, { objectMode: false }), unpack);
  // A failure is thrown where the pieces are read.
  done.catch(() => undefined);
  try {
    for await (const chunk of unpack) yield toBytes(chunk);
    await done;
  } catch (error) {
    throw damaged(path, packing, error);
  }
}

function* withFirst(first: Buffer, rest: Generator<Buffer>): Generator<Buffer> {
  yield first;
  yield* rest;
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError('expected bytes of a stream');
}

/**
 * The bytes of a recording that must fit in memory.
 *
 * @param most bytes, packed and unpacked
 * @throws SandboxError as `trafficChunks`, and `input` for a larger one
 */
export function trafficBytes(path: string, most: number): Uint8Array {
  const raw = readInput(path, most);
  const packing = packingOf(raw);
  if (packing === 'none') return raw;
  const options = { maxOutputLength: most };
  try {
    if (packing === 'gzip') return zlib.gunzipSync(raw, options);
    if (zstd.zstdDecompressSync === undefined) throw withoutZstd(path);
    return zstd.zstdDecompressSync(raw, options);
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE')
      throw new SandboxError(
        'input',
        `cannot read ${path}: unpacked, it is larger than ${most / 2 ** 20} MiB`,
        { cause: error },
      );
    throw damaged(path, packing, error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function damaged(path: string, packing: Packing, error: unknown): SandboxError {
  if (!codeOf(error).startsWith('Z_') && !codeOf(error).startsWith('ZSTD'))
    return cannotRead(path, error);
  const isShort = codeOf(error) === 'Z_BUF_ERROR';
  return new SandboxError(
    'input',
    `cannot read ${path}: its ${packing} data is ${isShort ? 'cut off' : 'damaged'}`,
    { cause: error },
  );
}
