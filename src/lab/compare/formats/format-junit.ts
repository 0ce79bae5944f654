import type { Comparison, MetricComparison } from '../comparison.ts';
import type { VerdictKind } from '../verdict/verdict.ts';

export interface GateFormat {
  /** Whether a gated metric that could not be told counts as a failure. @default false */
  readonly failsOnInconclusive?: boolean;
}

/** What a verdict becomes in a test report. */
export type CaseKind = 'passed' | 'failure' | 'error' | 'skipped';

const caseKinds: Readonly<Record<VerdictKind, CaseKind>> = {
  pass: 'passed',
  improved: 'passed',
  regressed: 'failure',
  invalid: 'error',
  incomparable: 'error',
  inconclusive: 'skipped',
};

/**
 * For a CI that reads JUnit XML: a suite for each cell, a case for each metric. What is not gated
 * never fails: it is skipped with its message.
 */
export function formatJunit(
  { metrics, baseline, outcome }: Comparison,
  { failsOnInconclusive = false }: GateFormat = {},
): string {
  const kindOf = (one: MetricComparison): CaseKind => caseKind(one, failsOnInconclusive);
  const cells = [...new Set(metrics.map(({ cell }) => cell))];
  const suites = cells.map((cell) => {
    const own = metrics.filter((one) => one.cell === cell);
    const lines = own.map((one) => testCase(one, kindOf(one), baseline.startedAt[0] ?? ''));
    return `  <testsuite name="${escapedXml(cell)}" ${totals(own.map(kindOf))}>\n${lines.join('\n')}\n  </testsuite>`;
  });
  // A comparison of nothing must not look like a suite without failures.
  if (suites.length === 0) suites.push(emptySuite(outcome));
  const all = metrics.length === 0 ? (['error'] as const) : metrics.map(kindOf);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mapswell compare" ${totals(all)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function emptySuite(outcome: VerdictKind): string {
  return (
    `  <testsuite name="mapswell compare" ${totals(['error'])}>\n` +
    `    <testcase classname="mapswell" name="anything to compare">` +
    `<error message="nothing was compared" type="${outcome}"/></testcase>\n  </testsuite>`
  );
}

function caseKind({ isGated, verdict }: MetricComparison, failsOnInconclusive: boolean): CaseKind {
  const kind = caseKinds[verdict.kind];
  if (kind === 'passed') return kind;
  if (!isGated) return 'skipped';
  return verdict.kind === 'inconclusive' && failsOnInconclusive ? 'failure' : kind;
}

function testCase(
  { cell, metric, verdict }: MetricComparison,
  kind: CaseKind,
  since: string,
): string {
  const name = `    <testcase classname="${escapedXml(cell)}" name="${escapedXml(metric)}"`;
  const message = escapedXml(verdict.message);
  if (kind === 'passed') return `${name}/>`;
  if (kind === 'skipped')
    return `${name}><skipped message="${verdict.kind}: ${message}"/></testcase>`;
  return (
    `${name}><${kind} message="${message}" type="${verdict.kind}">` +
    `against the baseline of ${escapedXml(since)}</${kind}></testcase>`
  );
}

/** The counts of a suite, as attributes. */
export function totals(kinds: readonly CaseKind[]): string {
  const count = (wanted: CaseKind): number => kinds.filter((kind) => kind === wanted).length;
  return (
    `tests="${kinds.length}" failures="${count('failure')}" ` +
    `errors="${count('error')}" skipped="${count('skipped')}"`
  );
}

// Characters that XML 1.0 cannot hold in any form.
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text as the content or attribute of an element. */
export function escapedXml(text: string): string {
  return text
    .replaceAll(forbidden, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/gu, (character) => `&#${character.charCodeAt(0)};`);
}
