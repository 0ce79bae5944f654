import type { FindingFact, FindingReport } from '../../base/primitives/errors/finding.ts';
import { printableText } from '../../base/primitives/errors/printable-text.ts';
import { type FindingGroup, groupFindings, placeText, ruleNames } from './group-findings.ts';

/** GitHub refuses comments above 65,536 characters; rows beyond this many are counted. */
const mostRows = 100;
const longestMessage = 300;

/** What the columns of places and rules are called. */
export interface MarkdownFormat {
  readonly title: string;
  readonly place: string;
  readonly rule: string;
}

/** For a pull request: the outcome, a table of what is no pass, and the rest folded away. */
export function formatMarkdown(report: FindingReport, format: MarkdownFormat): string {
  const all = groupFindings(report);
  const notable = all.filter(({ verdict }) => verdict !== 'pass');
  const passing = all.filter(({ verdict }) => verdict === 'pass');
  return [
    `## ${format.title}: ${report.outcome}`,
    '',
    `${report.counts}.`,
    '',
    ...rows(notable, format),
    ...report.warnings.map((warning) => `> ${escapedMarkdown(warning)}\n`),
    '<details><summary>What passed, and what was compared</summary>',
    '',
    ...rows(passing, format),
    ...report.facts.flatMap((fact) => [factLine(fact), '']),
    '</details>',
    '',
  ].join('\n');
}

function factLine({ label, text, sentence }: FindingFact): string {
  return (
    sentence ?? `${label.slice(0, 1).toUpperCase()}${label.slice(1)}: ${escapedMarkdown(text)}`
  );
}

function rows(listed: readonly FindingGroup[], { place, rule }: MarkdownFormat): readonly string[] {
  if (listed.length === 0) return [];
  const left = listed.length - mostRows;
  return [
    `| Verdict | ${place} | ${rule} | |`,
    '| --- | --- | --- | --- |',
    ...listed.slice(0, mostRows).map(row),
    ...(left > 0 ? [`| | | | and ${left} more |`] : []),
    '',
  ];
}

function row(group: FindingGroup): string {
  const { verdict, isGated, where, message } = group;
  const word = isGated ? `**${verdict}**` : `${verdict}, not gated`;
  const short =
    message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message;
  return `| ${word} | ${escapedMarkdown(placeText(where))} | ${escapedMarkdown(ruleNames(group))} | ${escapedMarkdown(short)} |`;
}

/** Text as text: no markup, no table cell, no mention, no link can come out of it. */
function escapedMarkdown(text: string): string {
  return printableText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]#|~!$]/gu, String.raw`\$&`)
    .replaceAll('@', '&#64;')
    .replaceAll(/(?<scheme>https?|www)(?=[:.])/gu, '$<scheme>&#8203;');
}
