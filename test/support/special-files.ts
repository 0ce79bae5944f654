import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { skipLoudly } from './skip-loudly.ts';

/** Makes a pipe with a name. */
export function makePipe(path: string): void {
  const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** A device of our own that swallows everything; `false`, said loudly, where none can be made. */
export function makeNullDevice(t: ExecutionContext, path: string): boolean {
  const { status } = spawnSync('mknod', ['-m', '666', path, 'c', '1', '3']);
  if (status !== 0) skipLoudly(t, 'needs root to make a device node');
  return status === 0;
}

/** What comes out of a pipe until its writer closes it. */
export async function readPipe(path: string): Promise<string> {
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(reader, 'close');
  return Buffer.concat(chunks).toString();
}
