import { defined } from '../../base/primitives/defined.ts';
import { type CommandBuilder, onTerminal } from '../cli-io.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-code.ts';
import { textFlag } from '../flags/flag.ts';

/** `mapswell verify`: holds the models against the real maps of this machine. */
export const verifyCommand: CommandBuilder = defineCommand(
  {
    name: 'verify',
    summary: 'Compare the models with the real maps of the Go and the Node on this machine',
    flags: { go: textFlag('<path>', 'go command to verify against') },
    notes: `
Examples:
  $ mapswell verify
  $ mapswell verify --go /usr/local/go/bin/go --json

Go is taken from MAPSWELL_GO, in MAPSWELL_GO_FOLDER/<version>/bin/go and on the PATH. The first run
compiles small programs, which takes a minute; they are kept in ~/.cache/mapswell (XDG_CACHE_HOME).
Exit code 1 on any difference.`,
  },
  async ({ go }, { env, signal, stderr }) => {
    const { verify } = await import('../../lab/verify/verify.ts');
    return await verify({
      env,
      signal,
      onDoing: onTerminal(stderr),
      ...defined({ goProgram: go }),
    });
  },
  {
    json: (verification) => verification,
    print: async (verification) => {
      const { verificationText } = await import('../text/verification-text.ts');
      return verificationText(verification);
    },
    exitCode: ({ isEqual }) => (isEqual ? exitCodes.fine : exitCodes.regression),
  },
);
