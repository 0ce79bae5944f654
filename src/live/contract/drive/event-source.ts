import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { EventsPromise } from '../document/contract.ts';
import { atPointer } from '../check/json-pointer.ts';
import type { ServiceClient } from '../check/service-client.ts';

/** Events of a service from the moment it was opened, in the order in which they came. */
export interface EventSource {
  /** Lines that are no JSON are texts among the events. */
  readonly events: readonly unknown[];
  /** When each came, on the clock of `performance`; `null` where that is not known before a look. */
  readonly cameAt: readonly number[] | null;
  /** Whether no more can come. */
  readonly isOver: boolean;
  /** Looks for new ones, where they do not come by themselves. */
  look(): Promise<void>;
  close(): void;
}

/** @throws SandboxError `invalid` where there are no events to be had */
export async function openEventSource(
  source: EventsPromise['source'],
  client: ServiceClient,
  fileOf: (path: string) => string,
): Promise<EventSource> {
  if ('stream' in source) return await EventStream.open(client, source.stream);
  if ('file' in source) return new EventFile(fileOf(source.file));
  return await EventList.open(client, source.page, source.pointer);
}

/** Of a file, in one look. */
const mostBytes = 2 ** 20;

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

class EventStream implements EventSource {
  readonly events: unknown[] = [];
  readonly cameAt: number[] = [];
  isOver = false;
  readonly #abort = new AbortController();
  #rest = '';

  static async open(client: ServiceClient, path: string): Promise<EventStream> {
    const own = new EventStream();
    const url = client.at(path);
    try {
      const signal = AbortSignal.any([client.signal, own.#abort.signal]);
      const late = setTimeout(() => own.#abort.abort(new Error('no answer within 10 s')), 10_000);
      const response = await fetch(url, { signal }).finally(() => clearTimeout(late));
      if (response.status !== 200 || response.body === null) {
        own.close();
        throw new SandboxError(
          'input',
          `expected the answer 200 from ${url}, got ${response.status}`,
        );
      }
      void own.#read(response.body);
      return own;
    } catch (cause) {
      if (cause instanceof SandboxError) throw cause;
      throw await client.failure(url, cause);
    }
  }

  async look(): Promise<void> {
    // They come by themselves.
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) {
        const lines = (this.#rest + decoder.decode(chunk, { stream: true })).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const line of lines.filter((one) => one !== '')) {
          this.events.push(parsedLine(line));
          this.cameAt.push(performance.now());
        }
      }
    } catch {
      // Closed by us, or gone with the service: who waits for an event sees that none comes.
    }
    this.isOver = true;
  }
}

/** A file of lines of JSON that a service writes: what it holds already is of before. */
class EventFile implements EventSource {
  readonly events: unknown[] = [];
  readonly cameAt = null;
  readonly isOver = false;
  readonly #path: string;
  #at: number;
  #decoder = new TextDecoder();
  #rest = '';

  constructor(path: string) {
    this.#path = path;
    this.#at = this.#open((descriptor) => fstatSync(descriptor).size) ?? 0;
  }

  async look(): Promise<void> {
    const text = this.#open((descriptor) => {
      const { size } = fstatSync(descriptor);
      // A file that is shorter than before was begun anew, as a log is when it is turned over.
      if (size < this.#at) {
        this.#at = 0;
        this.#rest = '';
        this.#decoder = new TextDecoder();
      }
      const buffer = Buffer.alloc(Math.min(mostBytes, size - this.#at));
      const length =
        buffer.length > 0 ? readSync(descriptor, buffer, 0, buffer.length, this.#at) : 0;
      this.#at += length;
      return this.#decoder.decode(buffer.subarray(0, length), { stream: true });
    });
    const lines = (this.#rest + (text ?? '')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.events.push(parsedLine(line));
  }

  close(): void {
    // It is open only while it is read.
  }

  #open<T>(use: (descriptor: number) => T): T | null {
    let descriptor: number;
    try {
      descriptor = openSync(this.#path, 'r');
    } catch {
      // It may come with the first growth.
      return null;
    }
    try {
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** A list in a page that holds the newest ones. */
class EventList implements EventSource {
  readonly events: unknown[] = [];
  readonly cameAt = null;
  readonly isOver = false;
  readonly #client: ServiceClient;
  readonly #page: string;
  readonly #pointer: string;
  #newest: unknown = null;

  private constructor(client: ServiceClient, page: string, pointer: string) {
    this.#client = client;
    this.#page = page;
    this.#pointer = pointer;
  }

  static async open(client: ServiceClient, page: string, pointer: string): Promise<EventList> {
    const own = new EventList(client, page, pointer);
    await own.look();
    own.events.length = 0;
    return own;
  }

  async look(): Promise<void> {
    const { bytes } = await this.#client.ask(this.#page);
    const list = atPointer(parsedLine(Buffer.from(bytes).toString('utf8')), this.#pointer);
    if (!Array.isArray(list)) return;
    const items: readonly unknown[] = list;
    const newest = items.findLastIndex((item) => isSameEvent(this.#newest, item));
    this.events.push(...items.slice(newest + 1));
    this.#newest = items.at(-1) ?? this.#newest;
  }

  close(): void {
    // Nothing is held.
  }
}

/** What an event did not know at first may have come since. */
function isSameEvent(known: unknown, now: unknown): boolean {
  if (typeof known !== 'object' || known === null || typeof now !== 'object' || now === null)
    return false;
  return Object.entries(known).every(
    ([key, value]) =>
      value === null || JSON.stringify(value) === JSON.stringify(Reflect.get(now, key)),
  );
}
