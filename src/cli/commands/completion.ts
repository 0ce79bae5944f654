import { readFileSync } from 'node:fs';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';

/** The shells that there are scripts for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

const scripts = new URL('../../../../src/cli/completion/', import.meta.url);

/** `mapswell completion`: a script with which a shell completes commands, flags and their values. */
export const completionCommand: CommandBuilder = defineCommand(
  {
    name: 'completion',
    summary: 'Print a script that completes commands and flags in a shell',
    words: { shell: { shown: '<shell>', summary: 'which shell', choices: shells } },
    flags: {},
    notes: `
Examples:
  $ eval "$(mapswell completion bash)"            in ~/.bashrc
  $ eval "$(mapswell completion zsh)"             in ~/.zshrc
  $ mapswell completion fish | source             in ~/.config/fish/config.fish`,
  },
  // Written by npm run docs from the definitions of all commands, of which each alone is loaded here.
  ({ shell }) => readFileSync(new URL(`mapswell.${shell}`, scripts), 'utf8'),
  { print: (script) => script },
);
