import { defined } from '../../../base/primitives/defined.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** An answer that was read whole. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly tookMs: number;
  /** The service's own clock less ours, in milliseconds, to a second; `null` where it does not say. */
  readonly skewMs: number | null;
}

/** A request to a service. */
export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const patienceMs = 10_000;
const maxBytes = 32 * 2 ** 20;

/** Asks one service, and says in one line why it could not be asked. */
export class ServiceClient {
  /** Without a slash at the end. */
  readonly url: string;
  readonly signal: AbortSignal;
  readonly #whyGone: () => string | null;

  /** @param whyGone how the service ended; `null` where it runs, or nobody knows */
  constructor(url: string, signal: AbortSignal, whyGone: () => string | null = () => null) {
    this.url = url.replace(/\/+$/, '');
    this.signal = signal;
    this.#whyGone = whyGone;
  }

  /** @param path of the service, or a whole address */
  at(path: string): string {
    return /^https?:\/\//.test(path) ? path : `${this.url}${path}`;
  }

  /** @throws SandboxError `invalid` where there is no answer, or none that is whole */
  async ask(path: string, { method = 'GET', headers = {}, body }: Request = {}): Promise<Answer> {
    const url = this.at(path);
    const startedAt = performance.now();
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(patienceMs)]),
        ...defined({ body }),
      });
      const bytes = await readWhole(response);
      if (bytes === null)
        throw new SandboxError('invalid', `cannot judge ${url}: more than ${maxBytes} bytes`);
      const date = Date.parse(response.headers.get('date') ?? '');
      return {
        url,
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        bytes,
        tookMs: performance.now() - startedAt,
        // A second of the header stands for its middle.
        skewMs: Number.isNaN(date) ? null : date + 500 - Date.now(),
      };
    } catch (cause) {
      throw await this.failure(url, cause);
    }
  }

  /** What to throw where the service did not answer: a request to end, or why it cannot be judged. */
  async failure(url: string, cause: unknown): Promise<Error> {
    if (this.signal.aborted) return asError(this.signal.reason);
    if (cause instanceof SandboxError) return cause;
    // How it ended is known a moment after its connections are gone.
    for (let tries = 0; tries < 10 && this.#whyGone() === null; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return new SandboxError(
      'invalid',
      `cannot judge ${url}: ${this.#whyGone() ?? reasonOf(cause)}`,
      {
        cause,
      },
    );
  }
}

async function readWhole(response: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${patienceMs / 1000} s`;
  const inner = cause.cause instanceof Error ? cause.cause.message : '';
  return inner === '' ? cause.message : inner;
}
