import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { runProgram } from '../../src/lab/sandbox/program/run-program.ts';
import { cacheFolder } from '../../src/lab/subjects/go/cache-folder.ts';
import { goEnvironment, type GoToolchain } from '../../src/lab/subjects/go/go-toolchain.ts';

const sources = fileURLToPath(new URL('../../../test/fixtures/go-live/', import.meta.url));
const programs = ['zoo', 'decoys', 'collector', 'busy', 'stackmap', 'grower'] as const;
/** Needs the standard library's web server, and is built alone. */
const servingProgram = 'pprofed';
export type GoLiveProgram = (typeof programs)[number] | typeof servingProgram;
/** `grower` uses what came with this version. */
const firstWithClear = 21;

/** How programs are built: words for `go build`, and variables of its environment. */
export interface GoVariant {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const plainBuild: GoVariant = {};
export const strippedBuild: GoVariant = { flags: ['-ldflags=-s -w'] };
export const pieBuild: GoVariant = { flags: ['-buildmode=pie'] };
export const strippedPieBuild: GoVariant = { flags: ['-buildmode=pie', '-ldflags=-s -w'] };
export const cgoBuild: GoVariant = {
  flags: ['-ldflags=-linkmode=external'],
  env: { CGO_ENABLED: '1' },
};
export const raceBuild: GoVariant = { flags: ['-race'], env: { CGO_ENABLED: '1' } };

/** Whether every version and build is tried, not only those that a quick run has time for. */
export const wantsAllBuilds: boolean = process.env['MAPSWELL_ATTACH_ALL'] === '1';

/** Builds that this process has begun, by their folder: one after the other, each takes all CPUs. */
const builds = new Map<string, Promise<void>>();
let lastBuild: Promise<void> = Promise.resolve();

/** The path of a fixture, built once for all tests of this machine; the others are built with it. */
export async function goLiveProgram(
  go: GoToolchain,
  name: GoLiveProgram,
  { flags = [], env = {} }: GoVariant = plainBuild,
): Promise<string> {
  const cache = cacheFolder(process.env);
  const wanted =
    name === servingProgram
      ? [name]
      : programs.filter((each) => each !== 'grower' || go.minor >= firstWithClear);
  const texts = wanted.map((each) => readFileSync(join(sources, each, 'main.go'), 'utf8'));
  const key = createHash('sha256')
    .update(JSON.stringify([go.version, go.program, flags, env, texts]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, 'go-live', `${go.version}-${key}`);
  let build = builds.get(folder);
  if (build === undefined) {
    build = lastBuild.then(async () => buildAll(go, folder, wanted, { flags, env }));
    builds.set(folder, build);
    // One that fails is the failure of its own tests.
    lastBuild = build.catch(() => undefined);
  }
  await build;
  return join(folder, name);
}

async function buildAll(
  go: GoToolchain,
  folder: string,
  wanted: readonly string[],
  { flags = [], env = {} }: GoVariant,
): Promise<void> {
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return;
  }
  const cache = cacheFolder(process.env);
  mkdirSync(join(cache, 'go-live'), { recursive: true });
  // Test files run in threads of one process, so its number would not be enough.
  const work = mkdtempSync(`${folder}.`);
  removeOlder(join(cache, 'go-live'), go.version);
  try {
    for (const each of wanted)
      cpSync(join(sources, each), join(work, 'src', each), { recursive: true });
    const output = `${join(work, 'bin')}/`;
    const { exitCode, stderrTail } = await runProgram({
      program: go.program,
      arguments: ['build', ...flags, '-o', output, ...wanted.map((each) => `./${each}`)],
      folder: join(work, 'src'),
      env: { ...goEnvironment(process.env, go.root, cache), ...env },
      timeLimitMs: 600_000,
    });
    if (exitCode !== 0) throw new Error(`${go.version} cannot build: ${stderrTail}`);
    // Another test file may have built it meanwhile: either is as good.
    try {
      renameSync(join(work, 'bin'), folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const keptMs = 24 * 3_600_000;

/** Builds of sources that are no more would pile up; one of today may be in use by another test. */
function removeOlder(folder: string, version: string): void {
  const ofVersion = readdirSync(folder).filter(
    (name) => /^go[\d.]+-[\da-f]{16}$/.test(name) && name.startsWith(`${version}-`),
  );
  for (const name of ofVersion) {
    const path = join(folder, name);
    const builtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - builtMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}

/** A program that answers each line on its input by one line. */
export class LiveGoProgram {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    const { pid, stdout } = child;
    if (pid === undefined || stdout === null) throw new Error('the program did not start');
    this.pid = pid;
    this.child = child;
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it prints. */
  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('the program ended');
    return next.value;
  }

  async ask(command: string): Promise<string> {
    this.child.stdin?.write(`${command}\n`);
    return this.line();
  }
}

/** Starts a program and waits for its first line; it ends with the test. */
export async function startGoLive(
  t: ExecutionContext,
  path: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<LiveGoProgram> {
  const child = spawn(path, words, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  t.teardown(() => child.kill('SIGKILL'));
  const program = new LiveGoProgram(child);
  await program.line();
  return program;
}
