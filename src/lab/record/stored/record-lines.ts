import { createHash } from 'node:crypto';
import { parseJson } from '../../../base/primitives/input/parse-json.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { showValue } from '../../../base/primitives/errors/show-value.ts';
import { recordKind } from '../run-record.ts';
import { linesVersion } from './stored-record.ts';
import type { RawCell, RawParts } from './raw-parts.ts';

/** The bytes of a document, from its beginning each time. */
export type ByteSource = () => AsyncIterable<Buffer> | Iterable<Buffer>;

/** A cell of ours has a quarter of a megabyte. */
const mostLineBytes = 64 * 2 ** 20;
const lineFeed = 0x0a;
const newline = Buffer.from('\n');
const endStart = `{"end":"${recordKind}"`;
const headPattern = new RegExp(
  String.raw`^\uFEFF?\{\s*"kind"\s*:\s*"${recordKind}"\s*,\s*"version"\s*:\s*(\d+)`,
);

/** Whether a document that begins so is a record in lines. */
export function beginsLikeLines(start: string): boolean {
  const version = headPattern.exec(start)?.[1];
  return version !== undefined && Number(version) >= linesVersion;
}

/**
 * A record in lines. What it holds is as it was written once all cells were taken: the sum in its last line
 * is of all bytes before.
 *
 * @param where what the messages name, usually the file
 * @throws SandboxError `input` for a head that is cut off or of a newer version
 */
export async function openLines(source: ByteSource, where: string): Promise<RawParts> {
  const first = await firstLine(source, where);
  const head = parseJson(first.toString('utf8'), `${where}, line 1`);
  const { cells } = Object(head);
  if (!Number.isSafeInteger(cells) || cells < 0)
    throw refuse(
      `${where}, line 1`,
      `cells: expected a whole number of at least 0, got ${showValue(cells)}`,
    );
  return {
    kind: 'parts',
    version: linesVersion,
    head,
    where: `${where}, line 1`,
    cells: () => cellsOf(source, where, { first, count: cells }),
  };
}

async function firstLine(source: ByteSource, where: string): Promise<Buffer> {
  for await (const { bytes, isWhole } of linesOf(source(), where)) {
    const version = Number(headPattern.exec(bytes.toString('utf8', 0, 200))?.[1]);
    if (version !== linesVersion)
      throw refuse(
        where,
        `it was written by a newer mapswell: its version is ${version}, this program reads ${linesVersion}`,
      );
    if (isWhole) return bytes;
  }
  throw refuse(where, 'it is cut off in line 1');
}

async function* cellsOf(
  source: ByteSource,
  where: string,
  { first, count }: { readonly first: Buffer; readonly count: number },
): AsyncGenerator<RawCell> {
  const hash = createHash('sha256');
  const lineOf = new Map<string, number>();
  let number = 0;
  let hasEnded = false;
  for await (const { bytes, isWhole } of linesOf(source(), where)) {
    number += 1;
    const place = `${where}, line ${number}`;
    if (hasEnded)
      throw refuse(place, 'it goes on after its last line: two files were put together');
    if (number === 1) {
      if (!bytes.equals(first)) throw changed(where, 'its first line is another one now');
    } else if (bytes.toString('latin1', 0, endStart.length) === endStart) {
      if (!isWhole) throw refuse(where, `it is cut off in line ${number}`);
      requireUnchanged(parseJson(bytes.toString('utf8'), place), where, {
        cells: number - 2,
        sha256: hash.digest('hex'),
      });
      hasEnded = true;
      continue;
    } else {
      if (!isWhole) throw refuse(where, `it is cut off in line ${number}`);
      if (number - 1 > count)
        throw changed(where, `it has more cells than the ${count} of its first line`);
      const value = parseJson(bytes.toString('utf8'), place);
      const id: unknown = Object(Object(value).cell).id;
      const before = lineOf.get(String(id));
      if (before !== undefined)
        throw changed(where, `the cell ${showValue(id)} stands in lines ${before} and ${number}`);
      lineOf.set(String(id), number);
      yield { value, where: place, index: null };
    }
    hash.update(bytes).update(newline);
  }
  if (!hasEnded) throw refuse(where, `it is cut off after ${number - 1} of ${count} cells`);
  if (number - 2 !== count)
    throw changed(where, `it has ${number - 2} cells of the ${count} of its first line`);
}

function requireUnchanged(
  end: unknown,
  where: string,
  { cells, sha256 }: { readonly cells: number; readonly sha256: string },
): void {
  const said = Object(end);
  if (said.cells !== cells)
    throw changed(where, `its last line says ${showValue(said.cells)} cells, there are ${cells}`);
  if (said.sha256 !== sha256)
    throw changed(where, 'its bytes do not have the sum of its last line');
}

interface Line {
  /** Without the line feed. */
  readonly bytes: Buffer;
  /** Whether a line feed ends it. */
  readonly isWhole: boolean;
}

async function* linesOf(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  where: string,
): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let pending = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(lineFeed, from);
      if (end === -1) break;
      const last = chunk.subarray(from, end);
      yield { bytes: pieces.length === 0 ? last : Buffer.concat([...pieces, last]), isWhole: true };
      pieces = [];
      pending = 0;
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
    pending += chunk.length - from;
    if (pending > mostLineBytes)
      throw refuse(where, `it has a line of more than ${mostLineBytes / 2 ** 20} MiB`);
  }
  if (pending > 0) yield { bytes: Buffer.concat(pieces), isWhole: false };
}

function refuse(where: string, reason: string): SandboxError {
  return new SandboxError('input', `cannot read ${where}: ${reason}`);
}

function changed(where: string, reason: string): SandboxError {
  return new SandboxError('invalid', `${where} was changed after it had been written: ${reason}`);
}
