import { Command } from 'commander';
import type { CliContext } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';

interface VerifyFlags {
  readonly go?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell verify
  $ mapswell verify --go /usr/local/go/bin/go --json

Go is taken from MAPSWELL_GO, in MAPSWELL_GO_FOLDER/<version>/bin/go and on the PATH. The first run
compiles small programs, which takes a minute; they are kept in ~/.cache/mapswell (XDG_CACHE_HOME).
Exit code 1 on any difference.`;

/** `mapswell verify`: holds the models against the real maps of this machine. */
export function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('Compare the models with the real maps of the Go and the Node on this machine')
    .option('--go <path>', 'go command to verify against')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: VerifyFlags) => runVerify(flags, context));
}

async function runVerify(flags: VerifyFlags, context: CliContext): Promise<void> {
  const { env, stdout, stderr, signal, exitWith } = context;
  const { verify } = await import('../../lab/verify/verify.ts');
  const verification = await verify({
    env,
    signal,
    onDoing: (doing) => {
      if (stderr.isTTY === true) stderr.write(`${doing}\n`);
    },
    ...(flags.go === undefined ? {} : { goProgram: flags.go }),
  });
  if (flags.json === true) stdout.write(`${JSON.stringify(verification, null, 2)}\n`);
  else {
    const { verificationText } = await import('../text/verification-text.ts');
    stdout.write(verificationText(verification));
  }
  if (!verification.isEqual) exitWith(exitCodes.regression);
}
