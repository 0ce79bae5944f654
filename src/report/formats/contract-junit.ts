import type { ContractCheck, PlacedRule } from '../../live/contract/check-contract.ts';
import type { RuleOutcome } from '../../live/contract/check/judgement.ts';
import { escapeXml } from './escape-xml.ts';

/** What an outcome becomes in a test report. */
const elements: Readonly<Record<RuleOutcome, 'failure' | 'error' | null>> = {
  violated: 'failure',
  inconclusive: 'error',
  warned: null,
  holds: null,
};

/** For a CI that reads JUnit XML: a suite of the contract, a case for each rule about each thing. */
export function contractJunit({ contract, url, rules }: ContractCheck): string {
  const suite = escapeXml(contract === null ? url : `${contract.name} ${contract.version}`);
  const count = (element: string): number =>
    rules.filter(({ outcome }) => elements[outcome] === element).length;
  const totals = `tests="${rules.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const cases = rules.map((rule) => testCase(rule, contract?.file ?? null));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mapswell contract" ${totals}>\n  <testsuite name="${suite}" ${totals} skipped="0">\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}

function testCase(
  { rule, about, outcome, messages, place }: PlacedRule,
  file: string | null,
): string {
  const head = `    <testcase classname="${escapeXml(rule)}" name="${escapeXml(about)}"`;
  const element = elements[outcome];
  if (element === null) return `${head}/>`;
  const message = escapeXml(messages.join('; '));
  const where = file === null || place === null ? '' : `${escapeXml(file)}:${place.line}`;
  return `${head}><${element} message="${message}" type="${outcome}">${where}</${element}></testcase>`;
}
