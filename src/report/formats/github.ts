import type { FindingReport, Severity } from '../../base/primitives/errors/finding.ts';
import { type FindingGroup, groupFindings, placeText, ruleNames } from './group-findings.ts';

/** GitHub shows ten annotations of a level for each step and drops the others without a word. */
const mostOfALevel = 9;

type Annotated = Exclude<Severity, 'none'>;

const commands: Readonly<Record<Annotated, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

/**
 * Workflow commands for GitHub Actions, worst first. What does not fit into the ten that are shown is
 * counted in the last one.
 */
export function formatGithub(report: FindingReport): string {
  const groups = groupFindings(report);
  const lines = (['error', 'warning', 'note'] as const).flatMap((level) =>
    linesOf(
      level,
      groups.filter(({ severity }) => severity === level),
    ),
  );
  if (groups.length === 0) lines.push(annotation('error', { title: 'mapswell' }, report.counts));
  return lines.map((line) => `${line}\n`).join('');
}

function linesOf(level: Annotated, own: readonly FindingGroup[]): readonly string[] {
  const lines = own.slice(0, mostOfALevel).map((group) => {
    const { verdict, where, message } = group;
    const title = `${verdict}: ${placeText(where)}, ${ruleNames(group)}`;
    if (where.kind !== 'source') return annotation(level, { title }, message);
    const { path, line, column } = where;
    const place = {
      file: path,
      line: String(line),
      ...(column === undefined ? {} : { col: String(column) }),
    };
    return annotation(level, { ...place, title }, message);
  });
  const left = own.length - lines.length;
  if (left === 0) return lines;
  return lines.concat(annotation(level, { title: 'mapswell' }, `and ${left} more findings`));
}

function annotation(
  level: Annotated,
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::${commands[level]} ${list.join(',')}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
