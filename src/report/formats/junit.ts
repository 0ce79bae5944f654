import type { Finding, FindingFact, FindingReport } from '../../base/primitives/errors/finding.ts';
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
    const names = caseNames(own);
    const lines = own.map((one, index) =>
      testCase(one, place, names[index] ?? one.rule, report.facts[0]),
    );
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

/**
 * Names of the cases of one place, no two alike: GitLab takes the first of a name and class and ignores the
 * others, a failure behind a pass too. Where a rule stands several times, what it is about tells them apart.
 */
function caseNames(own: readonly Finding[]): readonly string[] {
  const ofRule = groupBy(own, ({ rule }) => rule);
  const wanted = own.map(({ rule, evidence: { about } }) =>
    (ofRule.get(rule)?.length ?? 0) > 1 && typeof about === 'string' ? `${rule}: ${about}` : rule,
  );
  const taken = new Map<string, number>();
  return wanted.map((name) => {
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

function testCase(
  finding: Finding,
  place: string,
  unique: string,
  fact: FindingFact | undefined,
): string {
  const { verdict, message } = finding;
  const kind = caseKind(finding);
  const name = `    <testcase classname="${escapedXml(place)}" name="${escapedXml(unique)}"`;
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
