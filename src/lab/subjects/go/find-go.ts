import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { newestGoMinor } from '../../../maps/model/model-facts.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';
import { cacheFolder } from './cache-folder.ts';
import { goEnvironment, type GoToolchain } from './go-toolchain.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const oldestMinor = 17;
const askTimeLimitMs = 60_000;

/** Where to look for Go. */
export interface GoSearch {
  readonly env: Environment;
  /** A go command that was named: nothing else is looked at. */
  readonly program?: string;
  /** Preferred minor version, where there are several. */
  readonly minor?: number;
}

/**
 * The Go toolchain of this machine: the one named, `MAPSWELL_GO`, those in `MAPSWELL_GO_FOLDER`
 * (`1.22/bin/go` and so on), and `go` on the `PATH`. Among the last two the preferred version wins,
 * then the earlier. `null` where there is none.
 *
 * @throws SandboxError `usage` when a command that was named is no Go of a version that can be read
 */
export async function findGo(search: GoSearch): Promise<GoToolchain | null> {
  const { env } = search;
  const named = await namedGo(search);
  if (named !== null) return named;
  const candidates = [...inFolder(env), ...onPath(env)];
  if (search.minor !== undefined)
    for (const candidate of candidates) {
      const found = await askVersion(candidate, env);
      if (found?.minor === search.minor) return found;
    }
  for (const candidate of candidates) {
    const found = await askVersion(candidate, env);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Every Go toolchain of this machine, one of each minor version, oldest first: the one that
 * `MAPSWELL_GO` names before those in `MAPSWELL_GO_FOLDER`, and these before those on the `PATH`.
 *
 * @throws SandboxError `usage` when `MAPSWELL_GO` names no Go of a version that can be read
 */
export async function findEveryGo(env: Environment): Promise<readonly GoToolchain[]> {
  const byMinor = new Map<number, GoToolchain>();
  const named = await namedGo({ env });
  if (named !== null) byMinor.set(named.minor, named);
  for (const candidate of [...inFolder(env), ...onPath(env)]) {
    const found = await askVersion(candidate, env);
    if (found !== null && !byMinor.has(found.minor)) byMinor.set(found.minor, found);
  }
  return Array.from(byMinor.values()).toSorted((a, b) => a.minor - b.minor);
}

async function namedGo({ env, program }: GoSearch): Promise<GoToolchain | null> {
  const named = program ?? nonEmpty(env['MAPSWELL_GO']);
  if (named === undefined) return null;
  const found = isExecutable(named) ? await askVersion(named, env) : null;
  if (found !== null) return found;
  throw new SandboxError(
    'usage',
    `expected ${program === undefined ? 'MAPSWELL_GO' : '--go'} to name a go command of go1.${oldestMinor} to go1.${newestGoMinor}, got ${named}`,
  );
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** Newest first. */
function inFolder(env: Environment): readonly string[] {
  const folder = nonEmpty(env['MAPSWELL_GO_FOLDER']);
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+\.\d+/.test(name))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(folder, name, 'bin', 'go'))
    .filter((path) => isExecutable(path));
}

function onPath(env: Environment): readonly string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'go'))
    .filter((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const known = new Map<string, GoToolchain | null>();

async function askVersion(program: string, env: Environment): Promise<GoToolchain | null> {
  const before = known.get(program);
  if (before !== undefined) return before;
  const root = rootOf(program);
  const { exitCode, stdout } = await runProgram({
    program,
    arguments: ['version'],
    env: goEnvironment(env, root, cacheFolder(env)),
    timeLimitMs: askTimeLimitMs,
  }).catch(() => ({ exitCode: null, stdout: '' }));
  const [, version, minor] = /^go version (go1\.(\d+)\S*)/.exec(stdout.toString()) ?? [];
  const isKnown = Number(minor) >= oldestMinor && Number(minor) <= newestGoMinor;
  const found =
    exitCode === 0 && version !== undefined && isKnown
      ? { program, version, minor: Number(minor), root }
      : null;
  known.set(program, found);
  return found;
}

/** The tree that the command stands in; a command that stands alone knows its tree itself. */
function rootOf(program: string): string | null {
  const root = dirname(dirname(realpathSync(program)));
  return existsSync(join(root, 'src', 'runtime')) ? root : null;
}
