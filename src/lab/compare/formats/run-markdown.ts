import { gateCounts, type RunGate } from '../thresholds/run-gate.ts';
import { thresholdKinds, type ThresholdVerdict } from '../thresholds/threshold-verdict.ts';
import { escapedMarkdown } from './format-markdown.ts';

/** GitHub refuses comments above 65,536 characters; rows beyond this many are counted. */
const mostRows = 200;
const longestMessage = 300;

/** For a pull request: the verdict on a run, and a table of everything that was looked at, worst first. */
export function formatRunMarkdown(gate: RunGate): string {
  const sorted = thresholdKinds.flatMap((kind) => gate.verdicts.filter((one) => one.kind === kind));
  const left = sorted.length - mostRows;
  return [
    `## mapswell run: ${gate.outcome}`,
    '',
    `${gateCounts(gate)}.`,
    '',
    '| Verdict | Cell | Figure | |',
    '| --- | --- | --- | --- |',
    ...sorted.slice(0, mostRows).map(row),
    ...(left > 0 ? [`| | | | and ${left} more |`] : []),
    '',
    `Run ${escapedMarkdown(gate.id)}, ${escapedMarkdown(gate.startedAt)}.`,
    '',
  ].join('\n');
}

function row({ kind, cell, figure, message }: ThresholdVerdict): string {
  const verdict = kind === 'pass' ? kind : `**${kind}**`;
  const short =
    message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message;
  return `| ${verdict} | ${escapedMarkdown(cell)} | ${escapedMarkdown(figure)} | ${escapedMarkdown(short)} |`;
}
