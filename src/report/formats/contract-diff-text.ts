import type { ContractDiff, JudgedChange } from '../../live/contract/diff/diff-contracts.ts';

/** For a terminal: a line for each change with the name that `accept` takes, and the outcome. */
export function contractDiffText(diff: ContractDiff): string {
  const lines = diff.changes.map(
    (change) => `${kindOf(change)} ${change.id}: ${change.message}${reasonOf(change)}`,
  );
  if (diff.version.message !== null) lines.push(`version: ${diff.version.message}`);
  return [...lines, outcomeOf(diff), ''].join('\n');
}

function kindOf({ kind, accepted }: JudgedChange): string {
  return accepted === null ? kind : 'accepted';
}

function reasonOf({ accepted }: JudgedChange): string {
  return accepted === null ? '' : ` (${accepted.reason}; ${accepted.by}, ${accepted.at})`;
}

function outcomeOf({ old, new: now, changes, outcome }: ContractDiff): string {
  const count = (kind: string): number => changes.filter((one) => kindOf(one) === kind).length;
  const counts = ['breaking', 'accepted', 'additive', 'note']
    .filter((kind) => count(kind) > 0)
    .map((kind) => `${count(kind)} ${kind}`);
  const words = { same: 'nothing that matters changed', additive: 'holds', breaking: 'breaks' };
  return `${now.name} ${old.version} to ${now.version}: ${[words[outcome], ...counts].join(', ')}`;
}
