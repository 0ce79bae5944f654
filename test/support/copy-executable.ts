import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';

/**
 * Copies a program so that it can be started at once. A process of its own writes it: a descriptor of
 * ours that is open for writing could be inherited by a child started meanwhile by another test, and
 * the kernel starts no file that anyone may write (ETXTBSY).
 */
export function copyExecutable(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['--', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot copy ${from} to ${to}: ${stderr}`);
  chmodSync(to, 0o755);
}
