import { showsStacks } from './debug-topics.ts';
import { lackOfDescriptors } from './descriptor-limit.ts';
import { exitCodes } from '../io/exit-code.ts';

/** Prepares the process for the command line, and runs it: nothing but this is loaded before. */
export async function startCli(run: () => Promise<void>): Promise<void> {
  const lack = lackOfDescriptors();
  if (lack === null) {
    // Else a stack names places of files that nobody wrote.
    if (showsStacks(process.env)) process.setSourceMapsEnabled(true);
    await run();
  } else {
    process.stderr.write(`error: ${lack}\n`);
    process.exitCode = exitCodes.badInput;
  }
}
