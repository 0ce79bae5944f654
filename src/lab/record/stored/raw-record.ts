import { closeSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  cannotRead,
  inputChunks,
  mostInputBytes,
  readInput,
  statInput,
} from '../../../base/primitives/input/read-input.ts';
import { parseJson } from '../../../base/primitives/input/parse-json.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { recordVersion } from '../run-record.ts';
import { isHeadOfCells } from './head-of-cells.ts';
import { beginsLikeLines, type ByteSource, openLines } from './record-lines.ts';
import type { RawCell, RawFile, RawParts } from './raw-parts.ts';
import { RawText } from './raw-text.ts';
import { scanCells } from './scan-cells.ts';

/** Below this a document is parsed in one piece, which takes as long and tells more of what is wrong. */
const wholeBytes = 32 * 2 ** 20;
/** What tells the form. */
const startBytes = 4096;

/**
 * Opens what may be a record of any version: in lines, plain or compressed, or one JSON document, of which a
 * large one is read cell by cell as well. Anything else is a text.
 *
 * @param most bytes of a document that is parsed in one piece
 * @throws SandboxError `input` for what cannot be read
 */
export async function openRaw(path: string, most: number = wholeBytes): Promise<RawFile> {
  const stats = statInput(path);
  // A pipe is read once.
  if (stats?.isFile() !== true) return await openBytes(readInput(path), path);
  const start = startOf(inputChunks(path, () => Buffer.allocUnsafe(startBytes)));
  const isCompressed = hasMagic(start);
  const source: ByteSource = isCompressed ? () => gunzipped(path) : () => inputChunks(path);
  if (isCompressed ? await beginsAsLines(source) : startsAsLines(start))
    return await openLines(source, path);
  if (isCompressed) return await openBytes(await collect(source, path), path);
  const parts = stats.size > most ? openDocument(path) : null;
  if (parts !== null) return parts;
  return new RawText(() => readInput(path), {
    bytes: stats.size,
    read: (makeRoom) => inputChunks(path, () => bufferOf(makeRoom())),
  });
}

/** Like `openRaw`, of a document that is here already. @param where what messages name */
export async function openText(text: string, where: string): Promise<RawFile> {
  if (!beginsLikeLines(text.slice(0, startBytes))) return new RawText(text);
  return await openBytes(Buffer.from(text), where);
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function openBytes(bytes: Buffer, where: string): Promise<RawFile> {
  if (hasMagic(bytes))
    return await openBytes(await collect(() => inflated([bytes], where), where), where);
  if (startsAsLines(bytes)) return await openLines(() => [bytes], where);
  return new RawText(bytes);
}

function startOf(chunks: Iterable<Buffer>): Buffer {
  for (const chunk of chunks) return chunk;
  return Buffer.alloc(0);
}

async function beginsAsLines(source: ByteSource): Promise<boolean> {
  for await (const chunk of source()) return startsAsLines(chunk);
  return false;
}

function startsAsLines(start: Buffer): boolean {
  return beginsLikeLines(start.toString('utf8', 0, startBytes));
}

function hasMagic(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzipped(path: string): AsyncIterable<Buffer> {
  return inflated(inputChunks(path), path);
}

async function* inflated(chunks: Iterable<Buffer>, where: string): AsyncGenerator<Buffer> {
  const input = Readable.from(chunks, { objectMode: false });
  const inflater = createGunzip();
  // A reader that fails must end the other end too.
  input.on('error', (error) => inflater.destroy(error));
  try {
    for await (const chunk of input.pipe(inflater)) yield chunk;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'Z_BUF_ERROR') throw refuse(where, 'it is cut off: its compressed data end early');
    if (code === 'Z_DATA_ERROR') throw refuse(where, 'its compressed data are damaged');
    throw cannotRead(where, error);
  } finally {
    input.destroy();
    inflater.destroy();
  }
}

async function collect(source: ByteSource, where: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of source()) {
    total += chunk.length;
    if (total > mostInputBytes)
      throw refuse(where, `it is larger than ${mostInputBytes / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A large record of version 1, by the places of its cells; `null` for anything else. */
function openDocument(path: string): RawParts | null {
  const scanned = scanCells(inputChunks(path));
  if (scanned === null) return null;
  const { ranges, rest } = scanned;
  const head = parseOrNull(rest, path);
  // Every item of the list was a cell that was found, and nothing else stands in it.
  if (!isHeadOfCells(head, ranges.length / 2)) return null;
  return {
    kind: 'parts',
    version: recordVersion,
    head,
    where: path,
    cells: () => cellsAt(path, ranges),
  };
}

function parseOrNull(text: string, where: string): unknown {
  try {
    return parseJson(text, where);
  } catch (error) {
    if (error instanceof SandboxError) return null;
    throw error;
  }
}

async function* cellsAt(path: string, ranges: readonly number[]): AsyncGenerator<RawCell> {
  const descriptor = openSync(path, 'r');
  try {
    for (let at = 0; at < ranges.length; at += 2) {
      const bytes = Buffer.allocUnsafe(ranges[at + 1] ?? 0);
      const size = readSync(descriptor, bytes, 0, bytes.length, ranges[at] ?? 0);
      if (size !== bytes.length) throw refuse(path, 'it became shorter while it was read');
      const index = at / 2;
      yield {
        value: parseJson(bytes.toString('utf8'), `${path}, cells[${index}]`),
        where: path,
        index,
      };
    }
  } catch (error) {
    throw cannotRead(path, error);
  } finally {
    closeSync(descriptor);
  }
}

function refuse(where: string, reason: string): SandboxError {
  return new SandboxError('input', `cannot read ${where}: ${reason}`);
}
