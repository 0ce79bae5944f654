import { defined } from '../../base/primitives/defined.ts';
import { type CommandBuilder, onTerminal } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { textFlag, toggle } from '../flags/flag.ts';

/** `mapswell verify`: holds the models against the real maps of this machine. */
export const verifyCommand: CommandBuilder = defineCommand(
  {
    name: 'verify',
    summary: 'Compare the models with the real maps of the Go and the Node on this machine',
    flags: {
      go: textFlag('<path>', 'go command to verify against'),
      quick: toggle('a part that takes about a minute: all recordings, three types, small maps'),
    },
    notes: `
Examples:
  $ mapswell verify
  $ mapswell verify --quick
  $ mapswell verify --go /usr/local/go/bin/go --json

Go is taken from MAPSWELL_GO, in MAPSWELL_GO_FOLDER/<version>/bin/go and on the PATH. The first run
compiles small programs, which takes a minute; they are kept in ~/.cache/mapswell (XDG_CACHE_HOME).
Before it starts it says how long the whole takes here, by a sample of the work. Exit code 1 on any difference.`,
  },
  async ({ go, quick }, { env, signal, stderr }) => {
    const { verify } = await import('../../lab/verify/verify.ts');
    return await verify({
      env,
      signal,
      isQuick: quick,
      onDoing: onTerminal(stderr),
      onEstimate: (seconds) => {
        const minutes = Math.max(1, Math.round(seconds / 60));
        stderr.write(
          `The whole takes about ${minutes} min here, by a sample of the work; --quick takes about one.\n`,
        );
      },
      ...defined({ goProgram: go }),
    });
  },
  {
    json: (verification) => verification,
    print: async (verification) => {
      const { verificationText } = await import('../text/lab/verification-text.ts');
      return verificationText(verification);
    },
    exitCode: ({ isEqual }) => (isEqual ? exitCodes.fine : exitCodes.regression),
  },
);
