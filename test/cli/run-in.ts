import { runCli } from '../../src/cli/program/run-cli.ts';
import { fakeIo } from './fake-io.ts';

/** How a command ended, and what it printed. */
export interface Ran {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command line in this process, in a folder. */
export async function runIn(cwd: string, ...argv: readonly string[]): Promise<Ran> {
  const io = fakeIo(argv, { cwd });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}
