import type { FindingReport } from '../../base/primitives/errors/finding.ts';
import { printableText } from '../../base/primitives/errors/printable-text.ts';
import { type FindingGroup, groupFindings, placeText, ruleNames } from './group-findings.ts';

export interface TerminalFormat<Verdict extends string = string> {
  /** Colours a verdict; adds no width. @default no colour */
  readonly style?: (verdict: Verdict, text: string) => string;
  /** List what passed too. @default false */
  readonly showsPasses?: boolean;
}

/** For people at a terminal: the outcome first, then every verdict that is no pass, worst first. */
export function formatTerminal<Verdict extends string>(
  report: FindingReport<Verdict>,
  { style = (_, text) => text, showsPasses = false }: TerminalFormat<Verdict> = {},
): string {
  const { outcome, counts, facts, warnings } = report;
  const listed = groupFindings(report).filter(({ verdict }) => showsPasses || verdict !== 'pass');
  return [
    `${style(outcome, outcome.toUpperCase())}: ${counts}`,
    ...facts.map(({ label, text }) => `${label.padEnd(11)}${printableText(text)}`),
    '',
    ...table(listed, style),
    ...(listed.length > 0 ? [''] : []),
    ...warnings.map((warning) => `warning: ${printableText(warning)}`),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** Verdict, place and rule in columns; the sentence stands below them, however long it is. */
function table<Verdict extends string>(
  listed: readonly FindingGroup<Verdict>[],
  style: (verdict: Verdict, text: string) => string,
): readonly string[] {
  const width = Math.max(0, ...listed.map(({ verdict }) => verdict.length));
  return listed.flatMap((group) => {
    const { verdict, where, isGated, message } = group;
    const gap = ' '.repeat(width - verdict.length);
    const gate = isGated ? '' : ' (not gated)';
    return [
      `${style(verdict, verdict)}${gap}  ${printableText(placeText(where))}  ${printableText(ruleNames(group))}${gate}`,
      `${' '.repeat(width)}  ${printableText(message)}`,
    ];
  });
}
