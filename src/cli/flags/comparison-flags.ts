import { resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import {
  compareOptions,
  defaultCompareOptions,
  type CompareOptions,
} from '../../lab/compare/compare-options.ts';
import {
  timedMetricNames,
  type TimedMetricName,
} from '../../lab/compare/figures/timed-metric-name.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import { type FlagPlace, type FlagsOf, number, valueFlag } from './flag.ts';

/** Flags of every command that compares. */
export interface ComparisonFlags {
  readonly alpha: number;
  readonly band: number;
  readonly mustSee: number;
  readonly gate: readonly TimedMetricName[];
}

/** How strict a comparison is. */
export const comparisonFlags: FlagsOf<ComparisonFlags> = {
  alpha: valueFlag(
    '<probability>',
    'probability of any false alarm over all gated timed metrics',
    number,
    defaultCompareOptions.alpha,
  ),
  band: valueFlag(
    '<share>',
    'largest change of a timed metric that never fails',
    number,
    defaultCompareOptions.band,
  ),
  mustSee: valueFlag(
    '<share>',
    'a timed metric passes only where a worsening beyond this is ruled out',
    number,
    defaultCompareOptions.mustSee,
  ),
  gate: valueFlag(
    '<metrics>',
    'timed metrics that can fail, with commas between, or none',
    parseGate,
    defaultCompareOptions.gate,
  ),
};

/** @throws SandboxError `usage` if a value is out of its range */
export function optionsOf({ alpha, band, mustSee, gate }: ComparisonFlags): CompareOptions {
  return compareOptions({ alpha, band, mustSee, gate });
}

function parseGate(text: string, { flag }: FlagPlace): readonly TimedMetricName[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const known = timedMetricNames.find((one) => one === name.trim());
    if (known !== undefined) return known;
    throw new SandboxError(
      'usage',
      `expected ${flag} to be some of ${timedMetricNames.join(', ')}, or none, got ${JSON.stringify(text)}`,
    );
  });
}

/** A run may be named by its record or by its folder. */
export function recordPath(cwd: string, path: string): string {
  return recordFileOf(resolve(cwd, path));
}
