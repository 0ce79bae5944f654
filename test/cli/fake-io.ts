import type { CliIo } from '../../src/cli/io/cli-io.ts';

interface FakeIo extends Partial<CliIo> {
  /** What a request to end aborts. */
  readonly signal?: AbortSignal;
}

/** A command line without a process: what it printed is in `output` and `errors`. */
export function fakeIo(
  argv: readonly string[],
  { signal = new AbortController().signal, ...overrides }: FakeIo = {},
): CliIo & { readonly output: string; readonly errors: string } {
  const written = { stdout: '', stderr: '' };
  return {
    argv,
    cwd: process.cwd(),
    env: {},
    stdout: { write: (text) => (written.stdout += text), columns: 100 },
    stderr: { write: (text) => (written.stderr += text), columns: 100 },
    interruption: {
      signal,
      get isRequested() {
        return signal.aborted;
      },
      hold: () => () => undefined,
    },
    // A clock that stands: what is printed does not depend on how busy the machine is.
    now: () => 0,
    ...overrides,
    get output() {
      return written.stdout;
    },
    get errors() {
      return written.stderr;
    },
  };
}
