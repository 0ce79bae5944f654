import { Command } from 'commander';
import type { EwmaChart } from '../../live/calibrate/arl/ewma-chart.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { parseNumber } from '../flags/parse-number.ts';

interface ArlFlags {
  readonly lambda: number;
  readonly limit?: number;
  readonly wanted?: number;
  readonly shift?: number;
  readonly drift?: number;
  readonly driftFromZero?: true;
  readonly oneSided?: true;
  readonly reflectAt: number;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell arl --lambda 0.15 --limit 2.907
  $ mapswell arl --lambda 0.25 --limit 3 --shift 1
  $ mapswell arl --lambda 0.15 --limit 2.646 --one-sided --drift 0.05
  $ mapswell arl --lambda 0.15 --wanted 500

Limits and shifts are in standard deviations, run lengths in samples. Observations are taken as
independent and normal: those of memory are neither, so the run length of a chart on memory is shorter.`;

/** `mapswell arl`: how long an EWMA chart runs until it alarms. */
export function arlCommand(context: CliContext): Command {
  return new Command('arl')
    .description('Compute the average run length of an EWMA chart, or the limit that gives one')
    .option('--lambda <number>', 'weight of the newest sample', number('--lambda'), 0.15)
    .option('--limit <sigmas>', 'alarm limit', number('--limit'))
    .option('--wanted <samples>', 'find the limit for this run length', number('--wanted'))
    .option('--shift <sigmas>', 'shift of the mean', number('--shift'))
    .option('--drift <sigmas>', 'drift of the mean per sample', number('--drift'))
    .option('--drift-from-zero', 'the first sample still has mean 0')
    .option('--one-sided', 'alarm upwards only')
    .option('--reflect-at <sigmas>', 'lowest value, one-sided', number('--reflect-at'), -6)
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: ArlFlags) => runArl(flags, context));
}

async function runArl(flags: ArlFlags, { stdout }: CliContext): Promise<void> {
  const sided = flags.oneSided === true ? 'one' : 'two';
  const limit = flags.wanted === undefined ? flags.limit : await findLimit(flags, sided);
  if (limit === undefined || (flags.wanted !== undefined && flags.limit !== undefined)) {
    throw new SandboxError('usage', 'expected either --limit <sigmas> or --wanted <samples>');
  }
  if (flags.shift !== undefined && flags.drift !== undefined) {
    throw new SandboxError('usage', 'expected --shift or --drift, got both');
  }
  const chart: EwmaChart = { lambda: flags.lambda, limit, sided, reflectAt: flags.reflectAt };
  const result = { ...chart, ...changeOf(flags), averageRunLength: await runLength(chart, flags) };
  stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : arlText(result));
}

async function findLimit(flags: ArlFlags, sided: 'one' | 'two'): Promise<number> {
  const { limitForArl } = await import('../../live/calibrate/arl/limit-for-arl.ts');
  const { lambda, reflectAt, wanted = 0 } = flags;
  return limitForArl({ lambda, sided, reflectAt }, wanted);
}

async function runLength(chart: EwmaChart, flags: ArlFlags): Promise<number> {
  if (flags.drift === undefined) {
    const { shiftArl } = await import('../../live/calibrate/arl/shift-arl.ts');
    return shiftArl(chart, flags.shift ?? 0);
  }
  const { driftArl } = await import('../../live/calibrate/arl/drift-arl.ts');
  return driftArl(chart, { perSample: flags.drift, fromZero: flags.driftFromZero === true });
}

interface Change {
  readonly shift: number;
  readonly driftPerSample: number;
}

function changeOf(flags: ArlFlags): Change {
  return { shift: flags.shift ?? 0, driftPerSample: flags.drift ?? 0 };
}

function arlText(result: EwmaChart & Change & { readonly averageRunLength: number }): string {
  const { lambda, limit, sided, shift, driftPerSample, averageRunLength } = result;
  const change =
    driftPerSample === 0 ? `a shift of ${shift}` : `a drift of ${driftPerSample} per sample`;
  return `The ${sided}-sided EWMA chart with lambda ${lambda} and limit ${Number(limit.toFixed(6))} alarms after ${Number(averageRunLength.toPrecision(9))} samples on average at ${change} standard deviations.\n`;
}

function number(flag: string): (text: string) => number {
  return (text) => parseNumber(text, flag);
}
