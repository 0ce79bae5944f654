import type { Finding, FindingPlace, FindingReport } from '../../base/primitives/errors/finding.ts';
import type { ContractCheck, PlacedRule } from './check-contract.ts';
import type { RuleOutcome } from './check/judgement.ts';

/** Outcomes by the words that every report has for what is well. */
type ContractVerdict = Exclude<RuleOutcome, 'holds'> | 'pass';

const verdicts = ['violated', 'inconclusive', 'warned', 'pass'] as const;

const judged: Readonly<Record<ContractVerdict, Pick<Finding, 'kind' | 'severity' | 'isGated'>>> = {
  violated: { kind: 'fail', severity: 'error', isGated: true },
  // It is no pass: the command ends with 3.
  inconclusive: { kind: 'invalid', severity: 'error', isGated: true },
  warned: { kind: 'fail', severity: 'warning', isGated: false },
  pass: { kind: 'pass', severity: 'none', isGated: true },
};

/** What became of a contract as findings: at its lines, or at the service where there is no contract. */
export function contractFindings(check: ContractCheck): FindingReport<ContractVerdict> {
  const { url, contract, rules, driven, outcome } = check;
  const count = (wanted: RuleOutcome): number =>
    rules.filter((rule) => rule.outcome === wanted).length;
  const counts = [
    `${count('violated')} of ${rules.length} rules violated`,
    ...(count('inconclusive') > 0 ? [`${count('inconclusive')} could not be judged`] : []),
    ...(count('warned') > 0 ? [`${count('warned')} with a warning`] : []),
  ];
  return {
    command: 'contract check',
    outcome: verdictOf(outcome),
    counts: counts.join(', '),
    facts: [
      ...(contract === null
        ? []
        : [{ label: 'contract', text: `${contract.name} ${contract.version}` }]),
      { label: 'service', text: url },
      ...(driven === null
        ? []
        : [{ label: 'driven', text: `over ${driven.growths} growths by ${driven.writes} writes` }]),
    ],
    findings: rules.flatMap((rule) => findingsOf(rule, check)),
    verdicts,
    warnings: [],
  };
}

function verdictOf(outcome: RuleOutcome): ContractVerdict {
  return outcome === 'holds' ? 'pass' : outcome;
}

function findingsOf(
  { rule, about, outcome, messages, place }: PlacedRule,
  { contract, url }: ContractCheck,
): readonly Finding<ContractVerdict>[] {
  const where: FindingPlace =
    contract === null || place === null
      ? { kind: 'service', url }
      : { kind: 'source', path: contract.file, ...place };
  const verdict = verdictOf(outcome);
  const { kind, severity, isGated } = judged[verdict];
  return (messages.length === 0 ? [`${about}: holds`] : messages).map((message) => ({
    rule,
    verdict,
    kind,
    severity,
    isGated,
    confidence: null,
    where,
    message,
    evidence: { about },
  }));
}
