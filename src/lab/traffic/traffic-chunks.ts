import type { Transform } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import zlib from 'node:zlib';
import { cannotRead, inputChunks, readInput } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

const gzipMagic = [0x1f, 0x8b];
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];
/** Read ahead while the operations before are performed. */
const outputBytes = 1 << 18;
/** What is read at once, which is copied from one place to another: little enough for near caches. */
const pieceBytes = 1 << 16;

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
  const room = Buffer.allocUnsafe(pieceBytes);
  const raw = inputChunks(path, () => room);
  const first = raw.next();
  if (first.done === true) return;
  const packing = packingOf(first.value);
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
  void feed(unpack, all);
  const { port1: nobody, port2 } = new MessageChannel();
  port2.close();
  try {
    for await (const chunk of unpack) {
      const bytes = toBytes(chunk);
      yield bytes;
      release(bytes, nobody);
    }
  } catch (error) {
    throw damaged(path, packing, error);
  }
}

/** Writes pieces one after the other, each when the one before was read whole: they lie in the same memory. */
async function feed(unpack: Transform, pieces: Generator<Buffer>): Promise<void> {
  try {
    for (const piece of pieces)
      await new Promise<void>((done, fail) => {
        unpack.write(piece, (error) => {
          if (error instanceof Error) fail(error);
          else done();
        });
      });
    unpack.end();
  } catch (error) {
    // Is thrown where the pieces are read; what was wrong with the packed data itself is known there already.
    unpack.destroy(error instanceof Error ? error : undefined);
  }
}

/**
 * Gives memory back at once that else waits for the garbage collector, of which a long recording leaves tens
 * of mebibytes: an unpacker fills one buffer after the other, and lets go of each that is full. What is sent to
 * a port that is closed belongs to nobody (`transfer` of an `ArrayBuffer` came with Node.js 22).
 */
function release({ buffer, byteOffset, byteLength }: Uint8Array, nobody: MessagePort): void {
  const isFull = byteOffset + byteLength === buffer.byteLength;
  if (isFull && buffer instanceof ArrayBuffer) nobody.postMessage(null, [buffer]);
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
