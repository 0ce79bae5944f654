import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import process from 'node:process';
import { Writable } from 'node:stream';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { durationOf } from '../../base/primitives/quantities/parse-quantity.ts';
import { until } from './check/until.ts';
import type { StartPromise } from './document/contract.ts';

/** A service that was started for a check. */
export interface StartedService {
  readonly url: string;
  /** How it ended; `null` while it runs. */
  readonly whyGone: () => string | null;
  /** Ends it and all that it started; does nothing the second time. */
  stop(): Promise<void>;
}

/** Where and with what a service is started. */
export interface StartPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** How long a service may take to end by itself. */
const graceMs = 1000;
const askEveryMs = 500;
/** In the environment of the service and of whatever it starts, so that they are found again. */
const markName = 'MAPSWELL_CONTRACT_CHECK';

/**
 * Starts the service of a contract and waits until it is ready.
 *
 * @throws SandboxError `invalid` where it ends or is not ready in time; nothing of it is left then
 */
export async function startService(
  start: StartPromise,
  place: StartPlace,
): Promise<StartedService> {
  const port = await freePort();
  const withPort = (text: string): string => text.replaceAll('${port}', String(port));
  const service = new ServiceProcess(withPort(start.command), {
    ...place,
    env: {
      ...place.env,
      ...Object.fromEntries(
        Object.entries(start.env ?? {}).map(([name, text]) => [name, withPort(text)]),
      ),
      PORT: String(port),
    },
  });
  const url = withPort(start.url ?? 'http://127.0.0.1:${port}');
  try {
    await service.ready(url, start.ready ?? { path: '/healthz' }, place.signal);
    return { url, whyGone: () => service.whyGone, stop: () => service.stop() };
  } catch (error) {
    await service.stop();
    throw error;
  }
}

/**
 * The command begins once there is somebody who ends it where this process is killed. Until then a
 * process that is killed takes the shell along, by the end of the pipe.
 */
const gated = 'read -r go <&3 || exit 1; exec 3<&-; exec /bin/sh -c "$1"';

class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #lifeline: ChildProcess | null;
  readonly #mark = randomUUID();
  #said = '';
  #isReady = false;
  #ending: string | null = null;
  #stopping: Promise<void> | null = null;

  constructor(command: string, { folder, env }: StartPlace) {
    // A group of its own, which is ended whole.
    this.#child = spawn('/bin/sh', ['-c', gated, '/bin/sh', command], {
      cwd: folder,
      env: { ...env, [markName]: this.#mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const { pid } = this.#child;
    this.#child.once('error', (error) => {
      this.#ending ??= `could not be started: ${error.message}`;
    });
    this.#child.once('exit', (code, signal) => {
      this.#ending ??= endingOf(code, signal);
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#said = (this.#said + chunk.toString('utf8')).slice(-4096);
      });
    this.#lifeline = pid === undefined ? null : startLifeline(pid);
    const gate = this.#child.stdio[3];
    // A shell that has ended already says why by itself.
    gate?.once('error', () => undefined);
    if (gate instanceof Writable) gate.end('go\n');
  }

  get whyGone(): string | null {
    if (this.#ending === null) return null;
    const last = this.#said.trim().split('\n').at(-1) ?? '';
    const when = this.#isReady ? '' : ' before it was ready';
    return `the service ${this.#ending}${when}${last === '' ? '' : `; its last line: ${last.slice(0, 200)}`}`;
  }

  async ready(
    url: string,
    { path, within = '30s' }: NonNullable<StartPromise['ready']>,
    signal: AbortSignal,
  ): Promise<void> {
    let last = 'no answer';
    const isReady = await until(durationOf(within, 1) ?? 0, async () => {
      signal.throwIfAborted();
      if (this.#ending !== null) return true;
      try {
        const asked = AbortSignal.any([signal, AbortSignal.timeout(askEveryMs)]);
        const { ok, status } = await fetch(`${url}${path}`, { signal: asked });
        last = `the answer ${status}`;
        return ok;
      } catch {
        return false;
      }
    });
    signal.throwIfAborted();
    if (this.#ending !== null)
      throw new SandboxError('invalid', `cannot judge ${url}: ${this.whyGone}`);
    if (!isReady)
      throw new SandboxError(
        'invalid',
        `cannot judge ${url}: expected success from ${path} within ${within}, got ${last}`,
      );
    this.#isReady = true;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    const { pid } = this.#child;
    this.#ending ??= 'was stopped';
    if (pid !== undefined && signalGroup(pid, 'SIGTERM')) {
      await until(graceMs, async () => !signalGroup(pid, 0));
      signalGroup(pid, 'SIGKILL');
      await until(graceMs, async () => !signalGroup(pid, 0));
    }
    // Who left the group took its environment along.
    for (const stray of processesWith(`${markName}=${this.#mark}`)) signalProcess(stray);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#child.unref();
    this.#lifeline?.stdin?.end('done\n');
    this.#lifeline?.unref();
  }
}

/** A shell that ends the group when this process is gone without having done so, killed among others. */
function startLifeline(group: number): ChildProcess {
  const script = 'read -r word; [ "$word" = done ] || kill -KILL "-$1"';
  const child = spawn('/bin/sh', ['-c', script, 'sh', String(group)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it the service is still stopped by whoever started it.
  child.once('error', () => undefined);
  child.stdin?.once('error', () => undefined);
  return child;
}

function endingOf(code: number | null, signal: NodeJS.Signals | null): string {
  const byShell = code === null || code <= 128 ? undefined : signalNames.get(code - 128);
  const name = signal ?? byShell;
  return name === undefined ? `ended with ${code}` : `was ended by ${name}`;
}

/** A shell passes the signal that ended its program on as a number. */
const signalNames: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);

/** @returns whether anybody of the group was there */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

function signalProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Processes of this machine that have this in their environment, where it can be read. */
function processesWith(variable: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names.filter((name) => /^\d+$/.test(name) && hasVariable(name, variable)).map(Number);
}

function hasVariable(pid: string, variable: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (typeof address === 'object' && address !== null) return address.port;
  throw new SandboxError('environment', 'expected a free port on 127.0.0.1, got none');
}
