import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import type { FileContent } from '../../../base/primitives/output/replace-file.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import { documentText } from '../document-file.ts';
import { recordKind } from '../run-record.ts';
import { collectRecord, type OpenRecord } from './open-record.ts';
import { packRecord } from './pack-record.ts';
import { formOf } from './record-form.ts';
import type { StoredEnd } from './stored-record.ts';

/**
 * Writes a record, whole or not at all, in the form that its name asks for: `.ndjson` and `.ndjson.gz` are
 * lines (version 2), of which one is held at a time; any other is one JSON document (version 1).
 *
 * @throws SandboxError `output` naming the file when it cannot be written, `internal` naming the path of
 *   a figure that is no finite number, and what reading the record throws
 */
export async function writeOpenRecord(path: string, record: OpenRecord): Promise<void> {
  await writeFileAtomically(path, await recordContent(path, record));
}

/** What stands in a record's file of that name. @throws SandboxError as `writeOpenRecord` */
export async function recordContent(path: string, record: OpenRecord): Promise<FileContent> {
  switch (formOf(path)) {
    case 'json':
      return documentText(await collectRecord(record), 'record');
    case 'ndjson':
      return () => recordLines(record);
    case 'ndjson.gz':
      return () => compressed(recordLines(record));
  }
}

/** The lines of a record, each with its end. The same record gives the same bytes. */
export async function* recordLines({ head, cellCount, cells }: OpenRecord): AsyncGenerator<Buffer> {
  const packer = packRecord(head, cellCount);
  const hash = createHash('sha256');
  const line = (text: string): Buffer => {
    const bytes = Buffer.from(`${text}\n`);
    hash.update(bytes);
    return bytes;
  };
  const { kind, version, ...others } = packer.head;
  // What says what it is comes first, so that nobody has to look further.
  yield line(`{"kind":"${kind}","version":${version},${jsonOf(others).slice(1)}`);
  let count = 0;
  for await (const cell of cells()) {
    count += 1;
    yield line(jsonOf(packer.cell(cell)));
  }
  if (count !== cellCount)
    throw new SandboxError('internal', `expected ${cellCount} cells of a record, got ${count}`);
  const end: StoredEnd = { end: recordKind, cells: count, sha256: hash.digest('hex') };
  yield Buffer.from(`${JSON.stringify(end)}\n`);
}

function jsonOf(value: object): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SandboxError('internal', `the record is not fit to be written: ${message}`, {
      cause: error,
    });
  }
}

async function* compressed(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gzip = createGzip();
  const done = pipeline(Readable.from(lines, { objectMode: false }), gzip);
  // Told by the stream that is read, too; nobody may be left to hear it here.
  done.catch(() => undefined);
  for await (const chunk of gzip) yield chunk;
  await done;
}
