import type { Finding, FindingFact, FindingReport } from '../../base/primitives/finding.ts';
import { groupBy } from '../../base/primitives/group-by.ts';
import { placeText } from './group-findings.ts';

/** What a finding becomes in a test report. */
type CaseKind = 'passed' | 'failure' | 'error' | 'skipped';

/**
 * For a CI that reads JUnit XML: a suite for each place, a case for each finding. What decides nothing
 * never fails: it is skipped with its message.
 */
export function formatJunit(report: FindingReport): string {
  const { command, findings, outcome, counts } = report;
  const suites = [...groupBy(findings, ({ where }) => placeText(where))].map(([place, own]) => {
    const lines = own.map((one) => testCase(one, place, report.facts[0]));
    return `  <testsuite name="${escapedXml(place)}" ${suiteTotals(own.map(caseKind))}>\n${lines.join('\n')}\n  </testsuite>`;
  });
  // A look at nothing must not look like a suite without failures.
  if (suites.length === 0)
    suites.push(
      `  <testsuite name="mapswell ${command}" ${suiteTotals(['error'])}>\n` +
        `    <testcase classname="mapswell" name="anything to ${command}">` +
        `<error message="${escapedXml(counts)}" type="${outcome}"/></testcase>\n  </testsuite>`,
    );
  const all = findings.length === 0 ? (['error'] as const) : findings.map(caseKind);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mapswell ${command}" ${totals(all)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function caseKind({ kind, severity }: Finding): CaseKind {
  if (kind === 'pass') return 'passed';
  if (severity !== 'error') return 'skipped';
  return kind === 'invalid' ? 'error' : 'failure';
}

function testCase(finding: Finding, place: string, fact: FindingFact | undefined): string {
  const { rule, verdict, message } = finding;
  const kind = caseKind(finding);
  const name = `    <testcase classname="${escapedXml(place)}" name="${escapedXml(rule)}"`;
  const text = escapedXml(message);
  if (kind === 'passed') return `${name}/>`;
  const against = fact === undefined ? '' : escapedXml(`${fact.label}: ${fact.text}`);
  return kind === 'skipped'
    ? `${name}><skipped message="${verdict}: ${text}"/></testcase>`
    : `${name}><${kind} message="${text}" type="${verdict}">${against}</${kind}></testcase>`;
}

/** Counts of cases, as attributes. */
function totals(kinds: readonly CaseKind[]): string {
  const { length } = kinds;
  return `tests="${length}" failures="${count(kinds, 'failure')}" errors="${count(kinds, 'error')}"`;
}

/** Those of a suite. Jenkins' schema allows the count of skipped cases there alone. */
function suiteTotals(kinds: readonly CaseKind[]): string {
  return `${totals(kinds)} skipped="${count(kinds, 'skipped')}"`;
}

function count(kinds: readonly CaseKind[], wanted: CaseKind): number {
  return kinds.filter((kind) => kind === wanted).length;
}

// Characters that XML 1.0 cannot hold in any form.
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text as the content or attribute of an element. */
function escapedXml(text: string): string {
  return text
    .replaceAll(forbidden, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/gu, (character) => `&#${character.charCodeAt(0)};`);
}
