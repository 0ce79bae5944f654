import { type Command, InvalidArgumentError } from 'commander';
import { join, resolve } from 'node:path';
import { isFolder } from '../../base/primitives/input/read-input.ts';
import {
  compareOptions,
  defaultCompareOptions,
  type CompareOptions,
} from '../../lab/compare/compare-options.ts';
import {
  timedMetricNames,
  type TimedMetricName,
} from '../../lab/compare/figures/timed-metric-name.ts';

/** Flags of every command that compares. */
export interface ComparisonFlags {
  readonly alpha: number;
  readonly band: number;
  readonly mustSee: number;
  readonly gate: readonly TimedMetricName[];
}

/** Adds the flags that say how strict a comparison is. */
export function addComparisonFlags(command: Command): Command {
  const { alpha, band, mustSee, gate } = defaultCompareOptions;
  return command
    .option(
      '--alpha <probability>',
      'probability of any false alarm over all gated timed metrics',
      parseNumber,
      alpha,
    )
    .option(
      '--band <share>',
      'largest change of a timed metric that never fails',
      parseNumber,
      band,
    )
    .option(
      '--must-see <share>',
      'a timed metric passes only where a worsening beyond this is ruled out',
      parseNumber,
      mustSee,
    )
    .option(
      '--gate <metrics>',
      'timed metrics that can fail, with commas between, or none',
      parseGate,
      gate,
    );
}

/** @throws SandboxError `usage` if a value is out of its range */
export function optionsOf({ alpha, band, mustSee, gate }: ComparisonFlags): CompareOptions {
  return compareOptions({ alpha, band, mustSee, gate });
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number such as 0.05.');
  }
  return value;
}

function parseGate(text: string): readonly TimedMetricName[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const known = timedMetricNames.find((one) => one === name.trim());
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`Allowed are ${timedMetricNames.join(', ')}, or none.`);
  });
}

/** A run may be named by its record or by its folder. */
export function recordPath(cwd: string, path: string): string {
  const full = resolve(cwd, path);
  return isFolder(full) ? join(full, 'record.json') : full;
}
