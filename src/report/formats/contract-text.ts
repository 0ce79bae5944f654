import type { ContractCheck, PlacedRule } from '../../live/contract/check-contract.ts';
import type { RuleOutcome } from '../../live/contract/check/judgement.ts';

/** Outcomes as people read them. */
const words: Readonly<Record<RuleOutcome, string>> = {
  violated: 'violated',
  inconclusive: 'could not be judged',
  warned: 'warning',
  holds: 'holds',
};

/** For a terminal: what does not hold, a line each with its place in the contract, and the outcome. */
export function contractText(check: ContractCheck, showsAll: boolean): string {
  const shown = check.rules.filter(({ outcome }) => showsAll || outcome !== 'holds');
  return [...shown.flatMap((rule) => linesOf(check, rule)), `${contractSummary(check)}\n`].join('');
}

function linesOf({ contract }: ContractCheck, rule: PlacedRule): readonly string[] {
  const { place, outcome, about, messages } = rule;
  const where =
    contract === null || place === null ? '' : `${contract.file}:${place.line}:${place.column}: `;
  const head = `${where}${words[outcome]}: ${rule.rule}`;
  return messages.length === 0
    ? [`${head} (${about})\n`]
    : messages.map((message) => `${head}: ${message}\n`);
}

/** One sentence: what was checked, how many rules hold, and what it took. */
export function contractSummary({ url, contract, rules, driven, outcome }: ContractCheck): string {
  const what = contract === null ? url : `${url}: ${contract.name} ${contract.version}`;
  const count = (wanted: RuleOutcome): number =>
    rules.filter((rule) => rule.outcome === wanted).length;
  const parts = [
    ...(count('violated') > 0 ? [`${count('violated')} of ${rules.length} rules violated`] : []),
    ...(count('inconclusive') > 0 ? [`${count('inconclusive')} could not be judged`] : []),
    ...(count('warned') > 0 ? [`${count('warned')} with a warning`] : []),
  ];
  const isFine = outcome === 'holds' || outcome === 'warned';
  const verdict = isFine ? [`holds (${rules.length} rules)`, ...parts] : parts;
  const drive =
    driven === null ? [] : [`driven over ${driven.growths} growths by ${driven.writes} writes`];
  return `${what}: ${[...verdict, ...drive].join(', ')}`;
}
