import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { NotRespError, respCommand, RespReader, type RespValue } from './resp-reader.ts';

/** Where a Redis listens. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:6379`, `[::1]:6379`. */
export function addressText({ host, port }: RedisAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Longest wait for an answer: a script or a command on a large value may keep a server busy. */
const patienceMs = 30_000;

interface Waiting {
  readonly resolve: (answer: RespValue) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to a server that speaks RESP, over which commands go and answers come in order. */
export class RedisConnection {
  readonly address: RedisAddress;
  readonly #socket: Socket;
  readonly #reader = new RespReader();
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  private constructor(address: RedisAddress, socket: Socket) {
    this.address = address;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', ({ message }) => this.#fail(message));
    socket.on('close', () => this.#fail('the connection was closed'));
  }

  /** @throws SandboxError `environment` where nothing answers */
  static async open(address: RedisAddress): Promise<RedisConnection> {
    const socket = connect({ ...address, timeout: patienceMs });
    socket.once('timeout', () => socket.destroy(new Error(`no answer in ${patienceMs / 1000} s`)));
    try {
      await once(socket, 'connect');
    } catch (error) {
      socket.destroy();
      const why = error instanceof Error ? error.message : String(error);
      throw new SandboxError(
        'environment',
        `expected a Redis at ${addressText(address)}, got no connection: ${why}`,
        { cause: error },
      );
    }
    socket.setTimeout(0);
    return new RedisConnection(address, socket);
  }

  /** Whether the server has closed it, or it broke. */
  get isOver(): boolean {
    return this.#failure !== null;
  }

  /**
   * The answers to commands that go out together, so that no other client's commands come in between.
   *
   * @throws SandboxError `invalid` where the connection ends or no answer comes, `input` for what is no Redis
   */
  async ask(...commands: readonly (readonly string[])[]): Promise<readonly RespValue[]> {
    if (this.#failure !== null) throw this.#failure;
    const answers = commands.map(
      () =>
        new Promise<RespValue>((resolve, reject) => {
          this.#waiting.push({ resolve, reject });
        }),
    );
    const patience = setTimeout(
      () => this.#fail(`no answer in ${patienceMs / 1000} s`),
      patienceMs,
    );
    this.#socket.write(commands.map(respCommand).join(''));
    try {
      return await Promise.all(answers);
    } finally {
      clearTimeout(patience);
    }
  }

  close(): void {
    this.#failure ??= new SandboxError('invalid', 'the connection was closed here');
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    try {
      for (const answer of this.#reader.push(chunk)) this.#waiting.shift()?.resolve(answer);
    } catch (error) {
      if (!(error instanceof NotRespError)) throw error;
      this.#failWith(
        new SandboxError(
          'input',
          `expected a Redis at ${addressText(this.address)}, got something else, which answers ${error.message}`,
        ),
      );
    }
  }

  #fail(why: string): void {
    this.#failWith(
      new SandboxError('invalid', `the Redis at ${addressText(this.address)} is gone: ${why}`),
    );
  }

  #failWith(error: SandboxError): void {
    this.#failure ??= error;
    this.#socket.destroy();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
