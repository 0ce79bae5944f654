import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';

/** How packages of a checkout are installed: as its lock file says, by a command, or not at all. */
export type Installation =
  | { readonly kind: 'by-lock-file' }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'none' };

const timeLimitMs = 900_000;

const byLockFile: readonly (readonly [file: string, command: string])[] = [
  ['package-lock.json', 'npm ci --no-audit --no-fund'],
  ['npm-shrinkwrap.json', 'npm ci --no-audit --no-fund'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn install --immutable'],
];

/**
 * Installs what a checkout needs, in the folder of the package that `folder` is in.
 *
 * @param root the checkout; nothing above it is looked at
 * @throws SandboxError `environment` with the last line of an installation that failed
 */
export async function installPackages(
  folder: string,
  root: string,
  installation: Installation,
  signal: AbortSignal,
): Promise<void> {
  const at = packageFolder(folder, root);
  const command = commandFor(at, installation);
  if (command === null) return;
  const end = await runProgram({
    program: '/bin/sh',
    arguments: ['-c', command],
    folder: at,
    // Packages for development are often what a scenario needs.
    env: { ...process.env, NODE_ENV: undefined },
    timeLimitMs,
    signal,
  });
  if (end.exitCode === 0 || signal.aborted) return;
  const said = end.stderrTail.trim().split('\n').slice(-3).join(' / ');
  const ending = end.isTimedOut ? 'took too long' : `ended with ${end.exitCode ?? end.signal}`;
  throw new SandboxError(
    'environment',
    `${command} in ${relative(root, at) || 'the checkout'} ${ending}${said === '' ? '' : `: ${said}`}`,
  );
}

/** The nearest folder upwards with a package.json, else the checkout itself. */
function packageFolder(folder: string, root: string): string {
  for (let at = folder; at !== root && at.startsWith(root); at = dirname(at))
    if (existsSync(join(at, 'package.json'))) return at;
  return root;
}

function commandFor(folder: string, installation: Installation): string | null {
  if (installation.kind === 'none') return null;
  if (installation.kind === 'command') return installation.command;
  const locked = byLockFile.find(([file]) => existsSync(join(folder, file)));
  if (locked !== undefined) return locked[1];
  return needsPackages(folder) ? 'npm install --no-package-lock --no-audit --no-fund' : null;
}

function needsPackages(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const fields = Object(value);
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].some(
      (name) => Object.keys(Object(fields[name])).length > 0,
    );
  } catch {
    // npm says better than we do what is wrong with it.
    return true;
  }
}
