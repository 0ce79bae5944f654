import type { RunGate } from '../thresholds/run-gate.ts';
import type { ThresholdKind, ThresholdVerdict } from '../thresholds/threshold-verdict.ts';
import { type CaseKind, escapedXml, type GateFormat, totals } from './format-junit.ts';

const caseKinds: Readonly<Record<ThresholdKind, CaseKind>> = {
  pass: 'passed',
  fail: 'failure',
  invalid: 'error',
  inconclusive: 'skipped',
};

/** For a CI that reads JUnit XML: a suite for each cell, a case for its end and for each threshold. */
export function formatRunJunit(
  { verdicts }: RunGate,
  { failsOnInconclusive = false }: GateFormat = {},
): string {
  const kindOf = ({ kind }: ThresholdVerdict): CaseKind =>
    kind === 'inconclusive' && failsOnInconclusive ? 'failure' : caseKinds[kind];
  const cells = [...new Set(verdicts.map(({ cell }) => cell))];
  const suites = cells.map((cell) => {
    const own = verdicts.filter((one) => one.cell === cell);
    const cases = own.map((one) => testCase(one, kindOf(one))).join('\n');
    return `  <testsuite name="${escapedXml(cell)}" ${totals(own.map(kindOf))}>\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mapswell run" ${totals(verdicts.map(kindOf))}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function testCase({ cell, figure, kind, message }: ThresholdVerdict, as: CaseKind): string {
  const name = `    <testcase classname="${escapedXml(cell)}" name="${escapedXml(figure)}"`;
  if (as === 'passed') return `${name}/>`;
  const text = escapedXml(message);
  return as === 'skipped'
    ? `${name}><skipped message="${kind}: ${text}"/></testcase>`
    : `${name}><${as} message="${text}" type="${kind}"/></testcase>`;
}
