import type { Comparison } from '../comparison.ts';
import { countsText, findings, metricNames, sideText, type Finding } from '../findings.ts';
import { printableText } from './printable-text.ts';
import type { VerdictKind } from '../verdict/verdict.ts';

export interface TerminalFormat {
  /** Colours a verdict; adds no width. @default no colour */
  readonly style?: (kind: VerdictKind, text: string) => string;
  /** List what passed too. @default false */
  readonly showsPasses?: boolean;
}

/** For people at a terminal: the outcome first, then every verdict that is no pass, worst first. */
export function formatTerminal(
  comparison: Comparison,
  { style = (_, text) => text, showsPasses = false }: TerminalFormat = {},
): string {
  const { outcome, baseline, candidate, warnings, options, familySize } = comparison;
  const listed = findings(comparison).filter(({ kind }) => showsPasses || kind !== 'pass');
  const { alpha, band } = options;
  return [
    `${style(outcome, outcome.toUpperCase())}: ${countsText(comparison)}`,
    `baseline   ${printableText(sideText(baseline))}`,
    `candidate  ${printableText(sideText(candidate))}`,
    `timed      alpha ${alpha} over ${familySize} gated metrics, band ${band * 100} %`,
    '',
    ...table(listed, style),
    ...(listed.length > 0 ? [''] : []),
    ...warnings.map(({ message }) => `warning: ${printableText(message)}`),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** Verdict, cell and metric in columns; the sentence stands below them, however long it is. */
function table(
  listed: readonly Finding[],
  style: NonNullable<TerminalFormat['style']>,
): readonly string[] {
  const width = Math.max(0, ...listed.map(({ kind }) => kind.length));
  return listed.flatMap((finding) => {
    const { kind, cell, isGated, message } = finding;
    const gap = ' '.repeat(width - kind.length);
    const gate = isGated ? '' : ' (not gated)';
    return [
      `${style(kind, kind)}${gap}  ${printableText(cell)}  ${metricNames(finding)}${gate}`,
      `${' '.repeat(width)}  ${printableText(message)}`,
    ];
  });
}
