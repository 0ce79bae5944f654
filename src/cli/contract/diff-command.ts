import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { choiceFlag } from '../flags/flag.ts';
import { terminalText } from '../text/terminal-text.ts';
import { contractAt } from './contract-at.ts';

/** `mapswell contract diff`: what breaks and what is new between two contracts. */
export const diffContractCommand: CommandBuilder = defineCommand(
  {
    name: 'diff',
    summary: 'Compare two contracts: what breaks, what is new, and whether the version says so',
    words: {
      old: { shown: '<old>', summary: 'a contract, a folder or a git revision' },
      now: { shown: '[new]', summary: 'another one', default: '.' },
    },
    flags: {
      failOn: choiceFlag('<outcome>', 'also fail on this outcome', ['warning']),
    },
    notes: `
Examples:
  $ mapswell contract diff origin/main .
  $ mapswell contract diff old.contract.yaml new.contract.yaml --json

Breaking: metrics, labels, values of labels, fields or events that are gone, other types and units, a new
label, looser limits, fewer checks. A break needs a new first number of the version (before 1.0.0 the
second), or 'mapswell contract accept'. Exit codes: 0, 1 something breaks that neither says, 2.`,
  },
  async ({ old, now }, { cwd, signal }) => {
    const { diffContracts } = await import('../../live/contract/diff/diff-contracts.ts');
    return diffContracts(await contractAt(old, cwd, signal), await contractAt(now, cwd, signal));
  },
  {
    json: (diff) => diff,
    print: async (diff) => {
      const { contractDiffText } = await import('../../report/formats/contract-diff-text.ts');
      return terminalText(contractDiffText(diff));
    },
    exitCode: ({ outcome, version }, { failOn }) =>
      outcome === 'breaking' || (failOn !== undefined && version.message !== null)
        ? exitCodes.regression
        : exitCodes.fine,
  },
);
