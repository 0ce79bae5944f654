import type { CommandBuilder } from '../io/cli-io.ts';
import { acceptBreakCommand } from '../contract/accept-command.ts';
import { checkContractCommand } from '../contract/check-command.ts';
import { diffContractCommand } from '../contract/diff-command.ts';
import { recordContractCommand } from '../contract/record-command.ts';
import { defineGroup } from '../program/define-group.ts';

/** `mapswell contract`: what a service promises to expose of its maps, and whether it does. */
export const contractCommand: CommandBuilder = defineGroup(
  {
    name: 'contract',
    summary: 'Check that a service exposes what its contract says of its maps',
    notes: `
A contract is a file, mapswell.contract.yaml; docs/contract.md in the package has every key of it.`,
  },
  [checkContractCommand, recordContractCommand, diffContractCommand, acceptBreakCommand],
);
