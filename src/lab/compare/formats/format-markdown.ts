import type { Comparison } from '../comparison.ts';
import { countsText, findings, metricNames, sideText, type Finding } from '../findings.ts';
import { printableText } from './printable-text.ts';

/** GitHub refuses comments above 65,536 characters; rows beyond this many are counted. */
const mostRows = 100;
const longestMessage = 300;

/** For a pull request: the outcome, a table of what is no pass, and the rest folded away. */
export function formatMarkdown(comparison: Comparison): string {
  const { outcome, baseline, candidate, warnings } = comparison;
  const all = findings(comparison);
  const [notable, passing] = [true, false].map((wanted) =>
    all.filter(({ kind }) => (kind !== 'pass') === wanted),
  );
  return [
    `## mapswell: ${outcome}`,
    '',
    `${countsText(comparison)}.`,
    '',
    ...rows(notable ?? []),
    ...warnings.map(({ message }) => `> ${escapedMarkdown(message)}\n`),
    '<details><summary>What passed, and what was compared</summary>',
    '',
    ...rows(passing ?? []),
    `Baseline: ${escapedMarkdown(sideText(baseline))}`,
    '',
    `Candidate: ${escapedMarkdown(sideText(candidate))}`,
    '',
    optionsText(comparison),
    '',
    '</details>',
    '',
  ].join('\n');
}

function rows(listed: readonly Finding[]): readonly string[] {
  if (listed.length === 0) return [];
  const left = listed.length - mostRows;
  return [
    '| Verdict | Cell | Metric | |',
    '| --- | --- | --- | --- |',
    ...listed.slice(0, mostRows).map(row),
    ...(left > 0 ? [`| | | | and ${left} more |`] : []),
    '',
  ];
}

function row(finding: Finding): string {
  const { kind, isGated, cell, message } = finding;
  const verdict = isGated ? `**${kind}**` : `${kind}, not gated`;
  const short =
    message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message;
  return `| ${verdict} | ${escapedMarkdown(cell)} | ${escapedMarkdown(metricNames(finding))} | ${escapedMarkdown(short)} |`;
}

function optionsText({ options, familySize }: Comparison): string {
  return (
    `Timed metrics fail with an adjusted p below ${options.alpha} over ${familySize} gated metrics, ` +
    `a change beyond ${options.band * 100} % and beyond the noise, in two batches that agree.`
  );
}

/** Text as text: no markup, no table cell, no mention, no link can come out of it. */
export function escapedMarkdown(text: string): string {
  return printableText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]#|~!$]/gu, String.raw`\$&`)
    .replaceAll('@', '&#64;')
    .replaceAll(/(?<scheme>https?|www)(?=[:.])/gu, '$<scheme>&#8203;');
}
