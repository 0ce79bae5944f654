import type { CliIo } from '../../src/cli/cli-io.ts';

/** A command line without a process: what it printed is in `output` and `errors`. */
export function fakeIo(
  argv: readonly string[],
  overrides: Partial<CliIo> = {},
): CliIo & { readonly output: string; readonly errors: string } {
  const written = { stdout: '', stderr: '' };
  return {
    argv,
    cwd: process.cwd(),
    env: {},
    stdout: { write: (text) => (written.stdout += text), columns: 100 },
    stderr: { write: (text) => (written.stderr += text), columns: 100 },
    signal: new AbortController().signal,
    ...overrides,
    get output() {
      return written.stdout;
    },
    get errors() {
      return written.stderr;
    },
  };
}
