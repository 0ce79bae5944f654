import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { type CommandBuilder, onTerminal } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { textFlag } from '../flags/flag.ts';

/** `mapswell claims`: well-known statements about map growth, each tested. */
export const claimsCommand: CommandBuilder = defineCommand(
  {
    name: 'claims',
    summary: 'Test well-known statements about map growth on the models and on real maps',
    flags: { go: textFlag('<path>', 'go command to use') },
    files: {
      out: {
        value: '<file>',
        summary: 'write them as a document that "mapswell report" shows; - is standard output',
        kind: fileKinds.claims,
      },
    },
    notes: `
Examples:
  $ mapswell claims
  $ mapswell claims --json
  $ mapswell claims --out claims.json && mapswell report --claims claims.json

Go is found as for "mapswell verify"; without it the models and this Node answer.
A claim that is false is an answer: exit code 0.`,
  },
  async ({ go }, context) => {
    const { testClaims } = await import('../../lab/verify/claims/test-claims.ts');
    const { env, signal, stderr } = context;
    return await testClaims({
      env,
      signal,
      onDoing: onTerminal(stderr),
      ...defined({ goProgram: go }),
    });
  },
  {
    json: (report) => report,
    print: async (report) => {
      const { claimsText } = await import('../text/lab/claims-text.ts');
      return claimsText(report);
    },
    documents: {
      out: {
        text: async (report) => {
          const { formatClaims } = await import('../../lab/verify/claims/claims-file.ts');
          return formatClaims(report);
        },
      },
    },
  },
);
