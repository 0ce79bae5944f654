import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { skipLoudly } from '../../support/skip-loudly.ts';

/** Skips loudly, or fails where everything is required. */
export function isMissing(t: ExecutionContext, tool: string): boolean {
  if (spawnSync(tool, ['--version']).status === 0) return false;
  skipLoudly(t, `no ${tool}`);
  return true;
}

/** Starts a program that ends with the test; by its own number, with no other of its name. */
export function startTool(t: ExecutionContext, tool: string, ...args: readonly string[]): Tool {
  const child = spawn(tool, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => (errors = (errors + String(text)).slice(-2000)));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  t.teardown(async () => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(patience);
  });
  return { child, ended, errors: () => errors };
}

export interface Tool {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** The last words that it wrote. */
  readonly errors: () => string;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const mostPorts = 5;

/**
 * Starts a program that listens on a free port of this machine, and waits until it is ready: its
 * address. A port that another test took meanwhile ends the program; then it gets another one.
 */
export async function startListening(
  t: ExecutionContext,
  tool: string,
  argsFor: (address: string) => readonly string[],
): Promise<string> {
  for (let attempt = 0; attempt < mostPorts; attempt++) {
    const address = `127.0.0.1:${await freePort()}`;
    const { child } = startTool(t, tool, ...argsFor(address));
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    const isReady = await until(async () => {
      if (hasEnded()) return false;
      const { ok } = await fetch(`http://${address}/-/ready`);
      return ok && !hasEnded() ? true : null;
    });
    if (isReady === true) return address;
  }
  throw new Error(`${tool} never became ready`);
}

/** Asks every tenth of a second until there is an answer; `null` when the time is up. */
export async function until<T>(
  ask: () => Promise<T | null>,
  patienceSeconds: number = 20,
): Promise<T | null> {
  const deadline = performance.now() + patienceSeconds * 1000;
  while (performance.now() < deadline) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    await sleep(100);
  }
  return null;
}

/** An alert as Alertmanager shows it. */
export interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  readonly status: {
    readonly state: string;
    readonly inhibitedBy: readonly string[];
  };
}

export async function shownAlerts(alertmanager: string): Promise<readonly ShownAlert[]> {
  return JSON.parse(await (await fetch(`http://${alertmanager}/api/v2/alerts`)).text());
}
