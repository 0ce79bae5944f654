import { Command } from 'commander';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';

interface ClaimsFlags extends ForceFlag {
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
  return addForceFlag(new Command('claims'))
    .description('Test well-known statements about map growth on the models and on real maps')
    .option('--go <path>', 'go command to use')
    .option('--json', 'print JSON')
    .option(
      '--out <file>',
      'write them as a document that "mapswell report" shows; - is standard output',
    )
    .addHelpText('after', examples)
    .action((flags: ClaimsFlags) => runClaims(flags, context));
}

async function runClaims(flags: ClaimsFlags, context: CliContext): Promise<void> {
  const { env, stdout, stderr, signal } = context;
  const outputs = new Outputs(context, [], flags);
  const document =
    flags.out === undefined ? null : await outputs.file('--out', flags.out, fileKinds.claims);
  if (flags.json === true) outputs.refuseBeside('--json');
  const { testClaims } = await import('../../lab/verify/claims/test-claims.ts');
  const report = await testClaims({
    env,
    signal,
    onDoing: (doing) => {
      if (stderr.isTTY === true) stderr.write(`${doing}\n`);
    },
    ...(flags.go === undefined ? {} : { goProgram: flags.go }),
  });
  if (document !== null) {
    const { formatClaims } = await import('../../lab/verify/claims/claims-document.ts');
    await document.write(formatClaims(report));
  }
  if (flags.json === true) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const { claimsText } = await import('../text/claims-text.ts');
    outputs.sentences.write(claimsText(report));
  }
}
