import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { probeScript } from './probe-script.ts';

/** What the child says of its executable. */
export interface ProbeFacts {
  /** As in `v24.21.0`. */
  readonly version: string;
  readonly arch: string;
  readonly isCompressed: boolean;
  /** Names of V8's spaces by their number. */
  readonly spaces: readonly string[];
}

export interface ProbeOptions {
  /** What to run: `/proc/PID/exe`, which works where the file was deleted. */
  readonly executable: string;
  /** Whom to run it as; `null` = as the caller. A caller with all rights must not lend them. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** Where the executable finds its libraries; `null` where it needs nothing said. */
  readonly libraryPath: string | null;
  /** @default 20 seconds */
  readonly patienceMs?: number;
}

/** A child of the target's executable, which holds collections that are known. */
export class ProbeProcess {
  readonly facts: ProbeFacts;
  readonly pid: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    lines: Interface,
    facts: ProbeFacts,
    pid: number,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.facts = facts;
    this.pid = pid;
  }

  /**
   * Starts the child and waits until it has made its collections.
   *
   * @throws SandboxError `invalid` where the executable does not do what Node.js does
   */
  static async start(options: ProbeOptions): Promise<ProbeProcess> {
    const child = spawn(options.executable, ['--expose-gc', '--no-warnings', '-e', probeScript], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environmentOf(options.libraryPath),
      cwd: '/',
      ...options.user,
    });
    const lines = createInterface({ input: child.stdout });
    try {
      const line = await answer(child, lines, options.patienceMs ?? 20_000);
      return new ProbeProcess(child, lines, parseFacts(line), child.pid ?? 0);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Lets the child collect garbage, or make some, and waits until it has. */
  async command(name: 'minor' | 'major' | 'churn', times: number = 1): Promise<void> {
    this.#child.stdin.write(`${name} ${times}\n`);
    await answer(this.#child, this.#lines, 20_000);
  }

  /** Ends the child and waits for its end. */
  async close(): Promise<void> {
    this.#lines.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}

/** Nothing of the caller's or the target's environment reaches the child, options of Node.js least. */
function environmentOf(libraryPath: string | null): Record<string, string> {
  return {
    // Programs packed into one executable, and Electron, run as plain Node.js with these.
    PKG_EXECPATH: 'PKG_INVOKE_NODEJS',
    ELECTRON_RUN_AS_NODE: '1',
    ...(libraryPath === null ? {} : { LD_LIBRARY_PATH: libraryPath }),
  };
}

/** The next line that the child says. */
async function answer(
  child: ChildProcessWithoutNullStreams,
  lines: Interface,
  patienceMs: number,
): Promise<string> {
  const said: string[] = [];
  const onError = (chunk: Buffer): void => {
    said.push(chunk.toString());
  };
  const listening = new AbortController();
  const { signal } = listening;
  child.stderr.on('data', onError);
  try {
    const line = await Promise.race([
      once(lines, 'line', { signal }).then(([text]) => String(text)),
      once(child, 'exit', { signal }).then(([code, by]) => {
        throw new Error(`it ended with ${by === null ? `code ${code}` : String(by)}`);
      }),
      wait(patienceMs, null, { signal }).then(() => {
        throw new Error(`it did not answer within ${patienceMs} ms`);
      }),
    ]);
    return line;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const detail = said.join('').trim().split('\n')[0] ?? '';
    throw new SandboxError(
      'invalid',
      `expected a child of the same executable to run as Node.js for the self-test: ${reason}${detail === '' ? '' : ` (${detail})`}`,
      { cause: error },
    );
  } finally {
    listening.abort();
    child.stderr.off('data', onError);
  }
}

function parseFacts(line: string): ProbeFacts {
  let facts: unknown;
  try {
    facts = JSON.parse(line);
  } catch {
    throw notNode(line);
  }
  if (!isFacts(facts)) throw notNode(line);
  return facts;
}

function isFacts(value: unknown): value is ProbeFacts {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'string' &&
    'arch' in value &&
    typeof value.arch === 'string' &&
    'isCompressed' in value &&
    typeof value.isCompressed === 'boolean' &&
    'spaces' in value &&
    Array.isArray(value.spaces) &&
    value.spaces.every((each) => typeof each === 'string')
  );
}

function notNode(line: string): SandboxError {
  return new SandboxError(
    'invalid',
    `expected a child of the same executable to run as Node.js for the self-test, got the answer ${JSON.stringify(line.slice(0, 80))}`,
  );
}
