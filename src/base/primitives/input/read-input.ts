import {
  closeSync,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { fileErrorCode, fileErrorReason } from '../errors/file-error.ts';
import { SandboxError } from '../errors/sandbox-error.ts';

/** Bytes of the largest document that is read; a text of 512 MiB is the most that V8 can hold. */
export const mostInputBytes: number = 256 * 2 ** 20;

const chunkBytes = 1 << 18;

/** The error of a file that cannot be read; one that says so already stays as it is. */
export function cannotRead(path: string, error: unknown): SandboxError {
  if (error instanceof SandboxError) return error;
  return refuse(path, readErrorReason(error), error);
}

/** Why the operating system refused to read, in words. */
function readErrorReason(error: unknown): string {
  switch (fileErrorCode(error)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'ERR_INVALID_ARG_VALUE':
      return 'no file can have that name';
    default:
      return fileErrorReason(error);
  }
}

/**
 * What stands at a path, links followed.
 *
 * @returns `null` where nothing does
 * @throws SandboxError `input` for a path that cannot be looked at, one that is too long among them
 */
export function statInput(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(fileErrorCode(error))) return null;
    throw cannotRead(path, error);
  }
}

/** Whether a path leads to a folder. @throws SandboxError `input` as `statInput` */
export function isFolder(path: string): boolean {
  return statInput(path)?.isDirectory() ?? false;
}

/** What is in a folder, links not followed. @throws SandboxError `input` for what is no folder */
export function listFolder(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') throw refuse(path, 'there is no such folder', error);
    throw cannotRead(path, error);
  }
}

/**
 * Reads a file or a pipe to its end, and of either no more than is asked for.
 *
 * @param most bytes
 * @throws SandboxError `input` for what is missing, no file or pipe (a device never ends), or larger
 */
export function readInput(path: string, most: number = mostInputBytes): Buffer {
  const { descriptor, expected } = openInput(path);
  try {
    if (expected > most) throw tooLarge(path, most);
    // In one piece: a promise reads and decodes a record in many, at five times the cost.
    return readToEnd(descriptor, path, expected, most);
  } catch (error) {
    throw cannotRead(path, error);
  } finally {
    if (descriptor > 2) closeSync(descriptor);
  }
}

/**
 * The content of a file or a pipe of any size, a piece at a time.
 *
 * @param makeRoom gives the memory of the next piece; one that was handed on before takes its bytes away
 * @throws SandboxError `input` for what is missing, or no file or pipe
 */
export function* inputChunks(path: string, makeRoom: () => Buffer = newChunk): Generator<Buffer> {
  const { descriptor } = openInput(path);
  try {
    for (;;) {
      const chunk = makeRoom();
      const size = readSome(descriptor, chunk);
      if (size === 0) return;
      yield chunk.subarray(0, size);
    }
  } catch (error) {
    throw cannotRead(path, error);
  } finally {
    if (descriptor > 2) closeSync(descriptor);
  }
}

/** Memory of a piece. */
function newChunk(): Buffer {
  return Buffer.allocUnsafe(chunkBytes);
}

interface OpenInput {
  readonly descriptor: number;
  /** Bytes; 0 where nobody knows, as of a pipe. */
  readonly expected: number;
}

/** A device never ends, and to open one may have effects: what it is is asked first. */
function openInput(path: string): OpenInput {
  try {
    const stats = statSync(path);
    requireFinite(path, stats);
    const descriptor = stats.isSocket() ? ownDescriptor(path) : openSync(path, 'r');
    requireFinite(path, fstatSync(descriptor));
    return { descriptor, expected: stats.size };
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** As `readInput`, as text in UTF-8. */
export function readInputText(path: string, most: number = mostInputBytes): string {
  return readInput(path, most).toString('utf8');
}

function requireFinite(path: string, stats: Stats): void {
  if (stats.isDirectory()) throw refuse(path, 'it is a folder');
  if (stats.isFile() || stats.isFIFO() || stats.isSocket()) return;
  throw refuse(path, 'it is a device, not a file or a pipe');
}

/** A socket has no name to be opened by; one that this process was started with is open already. */
function ownDescriptor(path: string): number {
  if (path === '/dev/stdin' || /^\/(?:dev|proc\/self)\/fd\/0$/.test(path)) return 0;
  throw refuse(path, 'it is a socket, not a file or a pipe');
}

function readToEnd(descriptor: number, path: string, expected: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    // One byte more than expected tells the end at once.
    const chunk = Buffer.allocUnsafe(Math.max(chunkBytes, expected - total + 1));
    const size = readSome(descriptor, chunk);
    if (size === 0) return chunks.length === 1 ? (chunks[0] ?? chunk) : Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, size));
    total += size;
    if (total > most) throw tooLarge(path, most);
  }
}

/** A pipe that somebody made non-blocking answers EAGAIN: it is asked again a little later. */
function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      if (fileErrorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function tooLarge(path: string, most: number): SandboxError {
  return refuse(path, `it is larger than ${most / 2 ** 20} MiB`);
}

function refuse(path: string, reason: string, cause?: unknown): SandboxError {
  const options = cause === undefined ? undefined : { cause };
  return new SandboxError('input', `cannot read ${path}: ${reason}`, options);
}
