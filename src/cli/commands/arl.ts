import type { EwmaChart } from '../../live/calibrate/arl/scale-chart.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { number, toggle, valueFlag } from '../flags/flag.ts';

interface Change {
  readonly shift: number;
  readonly driftPerSample: number;
}

/** `mapswell arl`: how long an EWMA chart runs until it alarms. */
export const arlCommand: CommandBuilder = defineCommand(
  {
    name: 'arl',
    summary: 'Compute the average run length of an EWMA chart, or the limit that gives one',
    flags: {
      lambda: valueFlag('<number>', 'weight of the newest sample', number, 0.15),
      limit: valueFlag('<sigmas>', 'alarm limit', number),
      wanted: valueFlag('<samples>', 'find the limit for this run length', number),
      shift: valueFlag('<sigmas>', 'shift of the mean', number),
      drift: valueFlag('<sigmas>', 'drift of the mean per sample', number),
      driftFromZero: toggle('the first sample still has mean 0'),
      oneSided: toggle('alarm upwards only'),
      reflectAt: valueFlag('<sigmas>', 'lowest value, one-sided', number, -6),
    },
    notes: `
Examples:
  $ mapswell arl --lambda 0.15 --limit 2.907
  $ mapswell arl --lambda 0.25 --limit 3 --shift 1
  $ mapswell arl --lambda 0.15 --limit 2.646 --one-sided --drift 0.05
  $ mapswell arl --lambda 0.15 --wanted 500

Limits and shifts are in standard deviations, run lengths in samples. Observations are taken as
independent and normal: those of memory are neither, so the run length of a chart on memory is shorter.`,
  },
  async ({ lambda, limit, wanted, shift, drift, driftFromZero, oneSided, reflectAt }) => {
    if ((limit === undefined) === (wanted === undefined))
      throw new SandboxError('usage', 'expected either --limit <sigmas> or --wanted <samples>');
    if (shift !== undefined && drift !== undefined)
      throw new SandboxError('usage', 'expected --shift or --drift, got both');
    const sided = oneSided ? 'one' : 'two';
    const shape = { lambda, sided, reflectAt } as const;
    const chart: EwmaChart = { ...shape, limit: limit ?? (await findLimit(shape, wanted ?? 0)) };
    return {
      ...chart,
      shift: shift ?? 0,
      driftPerSample: drift ?? 0,
      averageRunLength: await runLength(chart, shift ?? 0, drift, driftFromZero),
    };
  },
  {
    json: (result) => result,
    print: (result) => arlText(result),
  },
);

async function findLimit(chart: Omit<EwmaChart, 'limit'>, wanted: number): Promise<number> {
  const { limitForArl } = await import('../../live/calibrate/arl/limit-for-arl.ts');
  return limitForArl(chart, wanted);
}

async function runLength(
  chart: EwmaChart,
  shift: number,
  drift: number | undefined,
  fromZero: boolean,
): Promise<number> {
  if (drift === undefined) {
    const { shiftArl } = await import('../../live/calibrate/arl/shift-arl.ts');
    return shiftArl(chart, shift);
  }
  const { driftArl } = await import('../../live/calibrate/arl/drift-arl.ts');
  return driftArl(chart, { perSample: drift, fromZero });
}

function arlText(result: EwmaChart & Change & { readonly averageRunLength: number }): string {
  const { lambda, limit, sided, shift, driftPerSample, averageRunLength } = result;
  const change =
    driftPerSample === 0 ? `a shift of ${shift}` : `a drift of ${driftPerSample} per sample`;
  return `The ${sided}-sided EWMA chart with lambda ${lambda} and limit ${Number(limit.toFixed(6))} alarms after ${Number(averageRunLength.toPrecision(9))} samples on average at ${change} standard deviations.\n`;
}
