import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../../../base/primitives/defined.ts';
import { fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import { makeFolder } from '../../../base/primitives/make-folder.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { isTrustedOwner } from '../../../base/primitives/trusted-owner.ts';
import { newGroupName } from '../../sandbox/limits/cgroup/group-name.ts';
import { deathSignalPrefix } from '../../sandbox/program/launch-command.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';
import { cacheFolder } from './cache-folder.ts';
import { goEnvironment, type GoToolchain } from './go-toolchain.ts';
import { removeStaleBuilds } from './remove-stale-builds.ts';

/** A program of this package, with the files that are written for the case at hand. */
export interface GoProgram {
  readonly name: 'record' | 'totals' | 'cell' | 'fill' | 'types';
  /** Text of generated files by name, as in `types.go`. */
  readonly generated?: Readonly<Record<string, string>>;
}

/** What building needs. */
export interface GoBuild {
  readonly go: GoToolchain;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

const sources = new URL('../../../../../src/lab/subjects/go-program/', import.meta.url);
/** A first build compiles the standard library too. */
const buildTimeLimitMs = 600_000;
/** From here on the linker has to be told that programs may name symbols of the runtime. */
const firstCheckedMinor = 23;

/**
 * Builds a Go program, or finds it built: the cache is keyed by its sources and the version of Go.
 *
 * @returns the path of the executable
 * @throws SandboxError `environment` when it does not compile, with what the compiler said
 */
export async function buildGoProgram(program: GoProgram, build: GoBuild): Promise<string> {
  const files = filesOf(program);
  const cache = cacheFolder(build.env);
  const folder = join(cache, 'go', program.name);
  const executable = join(folder, `${build.go.version}-${keyOf(files, build.go)}`);
  if (isOwn(cache) && isOwn(executable)) return executable;
  const work = join(folder, newGroupName());
  await makeOwnFolder(work, cache);
  removeStaleBuilds(folder);
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(work, name), text);
    await compile(work, build, cache);
    renameSync(join(work, 'program'), executable);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return executable;
}

/** Whoever else could have written a program there would have it executed. */
function isOwn(path: string): boolean {
  try {
    return isTrustedOwner(lstatSync(path));
  } catch {
    return false;
  }
}

async function makeOwnFolder(work: string, cache: string): Promise<void> {
  await makeFolder(work).catch((error: unknown) => {
    throw new SandboxError(
      'environment',
      `cannot keep built programs in ${cache}: ${fileErrorReason(error)}; name a folder for them with XDG_CACHE_HOME`,
      { cause: error },
    );
  });
  if (!isOwn(cache))
    throw new SandboxError(
      'environment',
      `expected ${cache}, where built programs are kept, to belong to you: name another folder with XDG_CACHE_HOME`,
    );
}

function filesOf({ name, generated = {} }: GoProgram): Readonly<Record<string, string>> {
  return { ...filesIn('shared'), ...filesIn(name), ...generated };
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const path = new URL(`${folder}/`, sources);
  const names = readdirSync(path).filter((file) => file.endsWith('.go'));
  return Object.fromEntries(names.map((file) => [file, readFileSync(new URL(file, path), 'utf8')]));
}

function keyOf(files: Readonly<Record<string, string>>, { program, version }: GoToolchain): string {
  const inOrder = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([version, program, inOrder]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function compile(work: string, { go, env, signal }: GoBuild, cache: string): Promise<void> {
  const linker = go.minor >= firstCheckedMinor ? ['-ldflags=-checklinkname=0'] : [];
  const words = [...deathSignalPrefix(), go.program, 'build', ...linker, '-o', 'program', '.'];
  const { exitCode, isTimedOut, stdout, stderrTail } = await runProgram({
    program: words[0] ?? go.program,
    arguments: words.slice(1),
    folder: work,
    // What the compiler leaves when it is killed goes with the folder.
    env: { ...goEnvironment(env, go.root, cache), GOTMPDIR: work },
    timeLimitMs: buildTimeLimitMs,
    ...defined({ signal }),
  });
  if (exitCode === 0) return;
  const said = isTimedOut
    ? `nothing within ${buildTimeLimitMs / 1000} s`
    : `${stdout.toString()}${stderrTail}`.trim();
  throw new SandboxError(
    'environment',
    `expected ${go.version} to build a program, got: ${said.slice(0, 2000)}`,
  );
}
