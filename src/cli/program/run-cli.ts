import { CommanderError } from 'commander';
import { refusedBySystem } from '../../base/primitives/errors/refused-by-system.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { followTraces, traceTopics } from '../../base/primitives/errors/debug-trace.ts';
import type { CliIo, CommandBuilder } from '../io/cli-io.ts';
import { type CommandEnding, createContext } from './create-context.ts';
import { createProgram } from './create-program.ts';
import { debugTopics, showsStacks } from './debug-topics.ts';
import { exitCodeOfError, exitCodes } from '../io/exit-code.ts';
import { terminalText } from '../text/terminal-text.ts';

/**
 * The whole command line: reads `io.argv`, runs one command, prints any failure.
 *
 * @param builders the commands that there are. @default the one that `io.argv` names
 * @returns the exit code; never throws.
 */
export async function runCli(io: CliIo, builders?: readonly CommandBuilder[]): Promise<number> {
  const ending: CommandEnding = { exitCode: exitCodes.fine, endsOnRequest: false };
  const context = createContext(io, ending);
  let unfollow: (() => void) | null = null;
  try {
    const topics = debugTopics(io.env);
    unfollow = followTraces(
      traceTopics.filter((topic) => topics.has(topic)),
      (line) => context.stderr.write(`${line}\n`),
    );
    await createProgram(context, builders ?? (await loadBuilders(io.argv))).parseAsync(io.argv, {
      from: 'user',
    });
  } catch (error) {
    ending.exitCode = reportFailure(error, io);
  } finally {
    unfollow?.();
  }
  if (!io.interruption.isRequested) return ending.exitCode;
  return ending.endsOnRequest && isRequestToEnd(io.interruption.signal)
    ? exitCodes.fine
    : exitCodes.interrupted;
}

async function loadBuilders(argv: readonly string[]): Promise<readonly CommandBuilder[]> {
  const { loadCommandBuilders } = await import('./load-command-builders.ts');
  return await loadCommandBuilders(argv);
}

function isRequestToEnd({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.message === 'SIGTERM';
}

/**
 * Prints a failure.
 *
 * @returns the exit code that it means
 */
export function reportFailure(
  thrown: unknown,
  io: Pick<CliIo, 'stderr' | 'env' | 'interruption'>,
): number {
  const error = refusedBySystem(thrown) ?? thrown;
  // Commander has printed its message already; help and version are no failure.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.badInput;
  }
  if (io.interruption.isRequested) return exitCodes.interrupted;
  if (error instanceof SandboxError && error.code !== 'internal') {
    io.stderr.write(`error: ${terminalText(error.message)}\n`);
    showStack(error, io);
    return exitCodeOfError[error.code];
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `error: unexpected failure: ${terminalText(message)}\n` +
      'This is a defect of mapswell. Please report it with the command that you ran' +
      `${showsStacks(io.env) ? '' : ' and its output under MAPSWELL_DEBUG=1'}.\n`,
  );
  showStack(error, io);
  return exitCodes.internal;
}

function showStack(error: unknown, io: Pick<CliIo, 'stderr' | 'env'>): void {
  if (!showsStacks(io.env) || !(error instanceof Error)) return;
  io.stderr.write(`${terminalText(error.stack ?? '')}\n`);
  if (error.cause instanceof Error)
    io.stderr.write(`cause: ${terminalText(error.cause.stack ?? '')}
`);
}
