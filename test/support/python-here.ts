import { spawnSync } from 'node:child_process';
import type { ExecutionContext } from 'ava';
import { skipLoudly, skipOptional } from './skip-loudly.ts';

/** Runs a program on the Python 3.11 of this machine; without one the test is skipped loudly. */
export function pythonHere(t: ExecutionContext): ((program: string) => string) | null {
  const { stdout, status } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (status !== 0) skipLoudly(t, 'no Python');
  else if (!stdout.startsWith('Python 3.11.')) skipOptional(t, `no Python 3.11: ${stdout.trim()}`);
  else return run;
  return null;
}

function run(program: string): string {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
