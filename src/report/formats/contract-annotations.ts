import type { ContractCheck, PlacedRule } from '../../live/contract/check-contract.ts';
import type { RuleOutcome } from '../../live/contract/check/judgement.ts';
import { contractSummary } from './contract-text.ts';
import { mostOfALevel, workflowCommand } from './workflow-command.ts';

type Level = 'error' | 'warning';

const levels: Readonly<Record<RuleOutcome, Level | null>> = {
  violated: 'error',
  inconclusive: 'error',
  warned: 'warning',
  holds: null,
};

/** For GitHub Actions: what does not hold as annotations on the lines of the contract, and the outcome. */
export function contractAnnotations(check: ContractCheck): string {
  const lines = (['error', 'warning'] as const).flatMap((level) => {
    const own = check.rules.filter(({ outcome }) => levels[outcome] === level);
    const shown = own.slice(0, mostOfALevel).map((rule) => annotation(level, rule, check));
    const left = own.length - shown.length;
    return left > 0
      ? shown.concat(workflowCommand(level, 'mapswell contract', `and ${left} more rules`, null))
      : shown;
  });
  return [...lines, contractSummary(check), ''].join('\n');
}

function annotation(
  level: Level,
  { rule, outcome, messages, place }: PlacedRule,
  { contract }: ContractCheck,
): string {
  return workflowCommand(
    level,
    `${outcome}: ${rule}`,
    messages.join('; '),
    contract === null || place === null ? null : { file: contract.file, ...place },
  );
}
