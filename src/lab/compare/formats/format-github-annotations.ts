import type { Comparison } from '../comparison.ts';
import { countsText, findings, metricNames, type Finding } from '../findings.ts';
import type { GateFormat } from './format-junit.ts';

/** GitHub shows ten annotations of a level for each step and drops the others without a word. */
export const mostOfALevel = 9;

export const levels = ['error', 'warning', 'notice'] as const;

export type Level = (typeof levels)[number];

/**
 * Workflow commands for GitHub Actions, worst first. What does not fit into the ten that are shown is
 * counted in the last one.
 */
export function formatGithubAnnotations(
  comparison: Comparison,
  { failsOnInconclusive = false }: GateFormat = {},
): string {
  const all = findings(comparison).filter(({ kind }) => kind !== 'pass');
  const lines = levels.flatMap((level) =>
    linesOf(
      level,
      all.filter((finding) => levelOf(finding, failsOnInconclusive) === level),
    ),
  );
  if (comparison.metrics.length === 0) {
    lines.push(command('error', 'mapswell', countsText(comparison)));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function linesOf(level: Level, own: readonly Finding[]): readonly string[] {
  const lines = own.slice(0, mostOfALevel).map((finding) => annotation(level, finding));
  const left = own.length - lines.length;
  return left > 0 ? lines.concat(command(level, 'mapswell', `and ${left} more findings`)) : lines;
}

function levelOf({ kind, isGated }: Finding, failsOnInconclusive: boolean): Level {
  if (kind === 'improved') return 'notice';
  if (!isGated) return 'warning';
  return kind === 'inconclusive' && !failsOnInconclusive ? 'warning' : 'error';
}

function annotation(level: Level, finding: Finding): string {
  const { kind, cell, message } = finding;
  return command(level, `${kind}: ${cell}, ${metricNames(finding)}`, message);
}

/** One workflow command. */
export function command(level: Level, title: string, message: string): string {
  return `::${level} title=${escapedProperty(title)}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
