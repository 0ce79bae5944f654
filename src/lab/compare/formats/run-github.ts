import type { RunGate } from '../thresholds/run-gate.ts';
import type { ThresholdKind, ThresholdVerdict } from '../thresholds/threshold-verdict.ts';
import { command, type Level, levels, mostOfALevel } from './format-github-annotations.ts';
import type { GateFormat } from './format-junit.ts';

const levelOf: Readonly<Record<Exclude<ThresholdKind, 'pass'>, Level>> = {
  fail: 'error',
  invalid: 'error',
  inconclusive: 'warning',
};

/** Workflow commands for GitHub Actions on what is no pass, worst first. */
export function formatRunGithub(
  { verdicts }: RunGate,
  { failsOnInconclusive = false }: GateFormat = {},
): string {
  const isOf = (level: Level, { kind }: ThresholdVerdict): boolean => {
    if (kind === 'pass') return false;
    return level === (kind === 'inconclusive' && failsOnInconclusive ? 'error' : levelOf[kind]);
  };
  return levels
    .flatMap((level) => {
      const own = verdicts.filter((one) => isOf(level, one));
      const shown = own
        .slice(0, mostOfALevel)
        .map(({ kind, cell, figure, message }) =>
          command(level, `${kind}: ${cell}, ${figure}`, message),
        );
      const left = own.length - shown.length;
      return left > 0 ? shown.concat(command(level, 'mapswell', `and ${left} more`)) : shown;
    })
    .map((line) => `${line}\n`)
    .join('');
}
