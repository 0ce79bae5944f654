import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { cannotRead, inputChunks } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { type TraceCsvOptions, TraceCsvReader } from './trace-csv-reader.ts';
import type { Trace } from './trace.ts';

/** No line of a table is that long: what is has no lines. */
const longestLine = 1 << 20;

/**
 * Reads a trace from a CSV file, gzipped or not, of any size: it is read as a stream, and of more samples
 * than are held neighbours are put together.
 *
 * @throws SandboxError `input` if the file cannot be read or holds no trace
 */
export async function readTraceFile(path: string, options: TraceCsvOptions = {}): Promise<Trace> {
  const reader = new TraceCsvReader(path, options);
  const lines = new Lines(path, (line) => reader.push(line));
  try {
    for await (const chunk of unzipped(inputChunks(path))) lines.push(chunk);
  } catch (error) {
    throw cannotRead(path, error);
  }
  lines.end();
  return reader.end();
}

/** Cuts a stream of bytes into lines. */
class Lines {
  readonly #path: string;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(path: string, onLine: (line: string) => void) {
    this.#path = path;
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const text = this.#rest + this.#decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#onLine(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > longestLine)
      throw new SandboxError(
        'input',
        `cannot read ${this.#path}: it has a line of more than ${longestLine} characters`,
      );
  }

  end(): void {
    this.#onLine(this.#rest + this.#decoder.end());
  }
}

async function* unzipped(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.iterator]();
  const first = iterator.next();
  if (first.done === true) return;
  const all = startingWith(first.value, iterator);
  const isZipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
  yield* isZipped ? gunzipped(all) : all;
}

function gunzipped(chunks: Iterable<Buffer>): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  // An error of the source does not pass a pipe by itself.
  Readable.from(chunks)
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
  return gunzip;
}

function* startingWith(first: Buffer, rest: Iterator<Buffer>): Generator<Buffer> {
  yield first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
