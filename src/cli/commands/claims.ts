import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from '../cli-io.ts';

interface ClaimsFlags {
  readonly go?: string;
  readonly json?: true;
  readonly out?: string;
}

const examples = `
Examples:
  $ mapswell claims
  $ mapswell claims --json
  $ mapswell claims --out claims.json && mapswell report --claims claims.json

Go is found as for "mapswell verify"; without it the models and this Node answer.
A claim that is false is an answer: exit code 0.`;

/** `mapswell claims`: well-known statements about map growth, each tested. */
export function claimsCommand(context: CliContext): Command {
  return new Command('claims')
    .description('Test well-known statements about map growth on the models and on real maps')
    .option('--go <path>', 'go command to use')
    .option('--json', 'print JSON')
    .option('--out <file>', 'write them as a document that "mapswell report" shows')
    .addHelpText('after', examples)
    .action((flags: ClaimsFlags) => runClaims(flags, context));
}

async function runClaims(flags: ClaimsFlags, context: CliContext): Promise<void> {
  const { cwd, env, stdout, stderr, signal } = context;
  const { testClaims } = await import('../../lab/verify/claims/test-claims.ts');
  const report = await testClaims({
    env,
    signal,
    onDoing: (doing) => {
      if (stderr.isTTY === true) stderr.write(`${doing}\n`);
    },
    ...(flags.go === undefined ? {} : { goProgram: flags.go }),
  });
  if (flags.out !== undefined) {
    const { writeClaims } = await import('../../lab/verify/claims/write-claims.ts');
    await writeClaims(resolve(cwd, flags.out), report);
  }
  if (flags.json === true) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const { claimsText } = await import('../text/claims-text.ts');
    stdout.write(claimsText(report));
  }
}
