import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { findProgram } from '../../src/lab/sandbox/machine/find-program.ts';
import { RedisConnection } from '../../src/live/attach/redis/redis-connection.ts';
import { RespError, type RespValue } from '../../src/live/attach/redis/resp-reader.ts';
import { skipLoudly } from './skip-loudly.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A server on 127.0.0.1 that ends with its test. */
export interface RedisHere {
  readonly port: number;
  /** The answer to one command; one that says no fails the test. */
  readonly ask: (...words: readonly (string | number)[]) => Promise<RespValue>;
  /** The same for one whose answer is a text. */
  readonly text: (...words: readonly string[]) => Promise<string>;
  /** SETs `key:from` to `key:to`, in one go. */
  readonly fill: (from: number, to: number) => Promise<void>;
  /** Ends it at once; its test does so, too. */
  readonly stop: () => Promise<void>;
}

const atOnce = 2000;

/** The Redis of this machine, started with those settings; without one the test is skipped loudly. */
export async function redisHere(
  t: ExecutionContext,
  ...settings: readonly string[]
): Promise<RedisHere | null> {
  if (findProgram('redis-server') === null) {
    skipLoudly(t, 'no redis-server');
    return null;
  }
  const port = await freePort();
  const folder = temporaryFolder('redis');
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn('redis-server', [...fixed, ...settings], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  t.teardown(stop);
  const connection = await firstConnection(port);
  t.teardown(() => connection.close());
  const ask: RedisHere['ask'] = async (...words) => {
    const [answer = null] = await connection.ask(words.map(String));
    if (answer instanceof RespError) throw new Error(`${words.join(' ')}: ${answer.text}`);
    return answer;
  };
  const fill: RedisHere['fill'] = async (from, to) => {
    for (let start = from; start <= to; start += atOnce) {
      const length = Math.min(atOnce, to - start + 1);
      const keys = Array.from({ length }, (_, index) => `key:${start + index}`);
      for (const answer of await connection.ask(...keys.map((key) => ['SET', key, '1'])))
        if (answer !== 'OK') throw new Error(`SET: ${JSON.stringify(answer)}`);
    }
  };
  const text: RedisHere['text'] = async (...words) => {
    const answer = await ask(...words);
    if (typeof answer !== 'string')
      throw new Error(`${words.join(' ')}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return { port, ask, text, fill, stop };
}

async function firstConnection(port: number): Promise<RedisConnection> {
  for (let tries = 0; ; tries++) {
    try {
      return await RedisConnection.open({ host: '127.0.0.1', port });
    } catch (error) {
      if (tries === 100) throw error;
      await wait(50);
    }
  }
}

/** A port that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
