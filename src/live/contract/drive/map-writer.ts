import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { DriveRequest } from '../document/contract.ts';
import type { ServiceClient } from '../check/service-client.ts';

/** Writes new keys to a service, as its contract says how. */
export class MapWriter {
  /** Writes so far, every one of them of a new key. */
  written = 0;
  readonly #client: ServiceClient;
  readonly #request: DriveRequest;
  readonly #base: number;

  /** @param isFresh whether nobody else has written: then numbers begin at 0 */
  constructor(client: ServiceClient, request: DriveRequest, isFresh: boolean) {
    this.#client = client;
    this.#request = request;
    // Milliseconds of a run, and room for ten thousand writes in each.
    this.#base = isFresh ? 0 : (Date.now() % 1e11) * 1e4;
  }

  /** @throws SandboxError `invalid` where the service does not take them */
  async write(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, (_, index) => this.#base + this.written + index);
    this.written += count;
    const { line } = this.#request;
    if (line === undefined) {
      for (const number of numbers) await this.#send(number, this.#request.body);
      return;
    }
    const lines = numbers.map((number) => `${numbered(line, number)}\n`);
    await this.#send(numbers[0] ?? this.#base, lines.join(''));
  }

  async #send(number: number, body: string | undefined): Promise<void> {
    const { method = 'POST', path, headers = {}, line, contentType } = this.#request;
    const type = contentType ?? (line === undefined ? 'text/plain' : 'application/x-ndjson');
    const { status, bytes, url } = await this.#client.ask(numbered(path, number), {
      method,
      headers: { 'content-type': type, ...headers },
      ...(body === undefined || method === 'GET' ? {} : { body: numbered(body, number) }),
    });
    if (status >= 200 && status < 300) return;
    const said = Buffer.from(bytes).toString('utf8').trim().slice(0, 200);
    throw new SandboxError(
      'invalid',
      `cannot judge ${this.#client.url}: ${method} ${url} was answered with ${status}${said === '' ? '' : `: ${said}`}`,
    );
  }
}

function numbered(text: string, number: number): string {
  return text.replaceAll('${i}', String(number));
}
