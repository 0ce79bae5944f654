import { relative } from 'node:path';
import { readInputText } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { AcceptedBreak } from '../../live/contract/document/contract.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { required, textFlag } from '../flags/flag.ts';
import { contractAt, contractOfRevision } from './contract-at.ts';
import { requireContract, usualContract } from './open-contract.ts';

/** `mapswell contract accept`: takes a break on, in the contract itself. */
export const acceptBreakCommand: CommandBuilder = defineCommand(
  {
    name: 'accept',
    summary: 'Accept a break of a contract, with a reason',
    words: {
      id: { shown: '<id>', summary: 'the break, as contract diff names it' },
    },
    flags: {
      reason: required(textFlag('<text>', 'why this is right')),
      old: textFlag('<old>', 'what it breaks with: a contract, a folder or a revision', 'HEAD'),
      contract: textFlag('<file>', 'the contract, which is rewritten', usualContract),
      by: textFlag('<name>', "who accepts it (default: git's user.name)"),
    },
    notes: `
Example:
  $ mapswell contract accept metric-removed:cache_size --reason 'nobody has read it since May'

The acceptance is added to 'accepted' in the contract, and holds for breaks with the version that is broken
with; comments and all else stay. Where old is a revision, the same file is read in it.`,
  },
  async ({ id, reason, old, contract: path, by }, { cwd, env, signal }) => {
    const { contract, file } = await requireContract(path, cwd);
    const before = await oldContract(old, relative(cwd, file), cwd, signal);
    const { diffContracts } = await import('../../live/contract/diff/diff-contracts.ts');
    const breaks = diffContracts(before, contract).changes.filter(
      ({ kind, accepted }) => kind === 'breaking' && accepted === null,
    );
    if (!breaks.some((one) => one.id === id))
      throw new SandboxError(
        'usage',
        `expected <id> to be a break with ${before.name} ${before.version}, got ${id}; ${
          breaks.length === 0
            ? 'there is none that is not accepted'
            : `there are ${breaks.map((one) => one.id).join(', ')}`
        }`,
      );
    if (reason.trim() === '')
      throw new SandboxError('usage', 'expected --reason to say why, got nothing');
    const acceptance: AcceptedBreak = {
      id,
      from: before.version,
      reason,
      by: by ?? (await authorOf(cwd, env)),
      at: new Date().toISOString().slice(0, 10),
    };
    const { withAcceptance } = await import('../../live/contract/document/accept-break.ts');
    await writeFileAtomically(file, withAcceptance(readInputText(file), acceptance));
    return acceptance;
  },
  { print: ({ id, from, by }) => `accepted ${id} after version ${from}, by ${by}\n` },
);

/** The same file of a revision; other words mean what they do for `diff`. */
async function oldContract(
  old: string,
  file: string,
  cwd: string,
  signal: AbortSignal,
): ReturnType<typeof contractAt> {
  return old === 'HEAD'
    ? await contractOfRevision(old, file, cwd, signal)
    : await contractAt(old, cwd, signal);
}

async function authorOf(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { runGit } = await import('../../lab/run/git/run-git.ts');
  const answer = await runGit(cwd, ['config', 'user.name']);
  const name = answer.isFine ? answer.stdout.toString('utf8').trim() : '';
  const known = name === '' ? (env['USER'] ?? '') : name;
  if (known !== '') return known;
  throw new SandboxError(
    'usage',
    'expected --by to name who accepts it: git has no user.name here',
  );
}
