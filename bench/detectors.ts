import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { settingGrid, countSettings } from '../src/live/calibrate/search/setting-family.ts';
import { calibrate } from '../src/live/calibrate/calibration/calibrate.ts';
import type { Calibration } from '../src/live/calibrate/calibration/calibration.ts';
import { refuseFitted } from '../src/live/calibrate/calibration/refuse-fitted.ts';
import {
  casesOfTrace,
  deploymentCases,
  deploymentLenders,
  halvesOf,
} from '../src/live/calibrate/calibration/cases-of.ts';
import { surveyFleet } from '../src/live/calibrate/calibration/fleet-survey.ts';
import type { JudgedCase } from '../src/live/calibrate/evaluate/judged-case.ts';
import type { Share } from '../src/live/calibrate/evaluate/quality.ts';
import { growthInterval } from '../src/live/calibrate/interval/growth-interval.ts';
import type { IntervalQuality } from '../src/live/calibrate/interval/forecast-interval.ts';
import { splitSeries } from '../src/live/calibrate/evaluate/split-series.ts';
import { traceDigest } from '../src/live/calibrate/evaluate/trace-digest.ts';
import type { DetectorSettings } from '../src/live/detect/detectors.ts';
import { makeFleet } from '../src/live/calibrate/fleet/make-fleet.ts';
import { drawNoise } from '../src/live/calibrate/fleet/noise-source.ts';
import { ewmaOf } from '../src/live/calibrate/search/ewma-series.ts';
import { searchInParallel } from '../src/live/calibrate/search/search-in-parallel.ts';
import { collectTraces } from '../src/live/trace/collect-traces.ts';
import type { Trace } from '../src/live/trace/trace.ts';
import { intervalTexts, settingsText } from '../src/cli/text/live/calibration-text.ts';
import { shareText } from '../src/cli/text/live/evaluation-text.ts';
import { detectorTable } from './detector-table.ts';
import { widthText } from './interval-widths.ts';
import { fitAsBefore, fitDetector } from './fit-detector.ts';
import { seededRandom } from '../src/base/primitives/seeded-random.ts';

/** Folder with `alibaba-2018` and `llm-serving`: recorded traces, which are not part of the project. */
const tracesFolder = process.env['MAPSWELL_TRACES'] ?? '../shared/traces';
const budget = { falseAlarmsPerSeriesDay: 0.01, leadMinutes: 23 };
/** That of older calibrations, and what a fleet of 420 maps can show. */
const olderBudget = { ...budget, falseAlarmsPerSeriesDay: 0.1 };
const seed = 1;
/** Of deployments to judge on: of seeds that neither a fit nor a calibration draws from. */
const unseenSeeds = [1001, 1002, 1003, 1004, 1005, 1006];
const weekMinutes = 10_080;
const searchedTraces = 250;

/**
 * Every detector on recorded noise and on generated maps, figures fixed on one half of the series
 * before the other half is read; then the speed of the arithmetic and of the search.
 */
export async function run(): Promise<string> {
  if (!existsSync(tracesFolder)) {
    return `skipped: no recorded traces in ${tracesFolder}; name them in MAPSWELL_TRACES\n`;
  }
  const recorded = await collectTraces([join(tracesFolder, 'alibaba-2018')]);
  const calibration = await calibrate({ traces: recorded, budget, orSmallestShown: true, seed });
  const { fit, judge } = splitSeries(recorded);
  // The noise of a fleet to judge on comes from series that nothing was fitted to.
  const fleets = {
    fit: makeFleet({ seed, failures: 210, healthy: 210, noise: fit }),
    judge: makeFleet({ seed: seed + 1, failures: 210, healthy: 210, noise: judge }),
  };
  const hosts = await collectTraces([join(tracesFolder, 'llm-serving')]);
  const fittedDeployments = deploymentsOf(fit, [seed]);
  const deployments = deploymentsOf(judge, unseenSeeds);
  const machines = judge.flatMap((trace) => casesOfTrace(trace, seed));
  const seen = {
    provenance: {
      series: [...fit, ...fleets.fit, ...tracesOf(fittedDeployments)].map(asFitted),
    },
  };
  for (const traces of [judge, hosts, fleets.judge, tracesOf(deployments)]) {
    refuseFitted(traces, calibration);
    refuseFitted(traces, seen);
  }
  const { slopesPerStep } = surveyFleet(recorded);
  const before = await fitAsBefore({
    kind: 'multi-scale',
    cases: fit.map((trace) => casesOfTrace(trace, seed)),
    slopesPerStep,
    budget: olderBudget,
  });
  const growth = await fitDetector({
    kind: 'growth-forecast',
    cases: [halvesOf(fleets.fit)],
    slopesPerStep,
    budget: olderBudget,
  });
  const { detector, judged, preset } = calibration;
  const others = judged
    .map(({ settings }) => settings)
    .filter(({ kind }) => kind !== detector.kind && kind !== 'growth-forecast');
  const table = detectorTable(
    [
      { name: `before: ${before.kind}`, settings: before },
      { name: `after: ${detector.kind}`, settings: detector },
      ...others.map((settings) => ({ name: settings.kind, settings })),
      { name: 'design figures', settings: preset.evaluation.settings },
      { name: growth.kind, settings: growth },
    ],
    {
      machines: [...machines, ...deployments],
      started: machines.flatMap(asStartedLongAgo),
      languageModels: halvesOf(hosts),
      maps: halvesOf(fleets.judge),
    },
    budget.leadMinutes,
  );
  return [
    `Figures fixed on ${fit.length} of ${recorded.length} machines (by a hash of the name) and a fleet of maps on their noise, judged on the others; nothing judged was fitted.`,
    `Before (the highest recall at ${olderBudget.falseAlarmsPerSeriesDay} a day): ${settingsText(before)}`,
    `After: ${settingsText(detector)}`,
    `Growths: ${settingsText(growth)}`,
    table,
    intervalTexts(calibration).slice(0, 1).join(''),
    growthIntervalText(growth, fleets),
    shapesText(calibration),
    widthText(
      [
        ['before', before],
        ['after', detector],
      ],
      { fit, judge },
      seed,
    ),
    ewmaSpeed(),
    await searchSpeed(recorded),
  ].join('\n');
}

function deploymentsOf(traces: readonly Trace[], seeds: readonly number[]): readonly JudgedCase[] {
  const lenders = deploymentLenders(traces);
  return seeds.flatMap((one) => [...deploymentCases(lenders, one)]);
}

function tracesOf(cases: readonly JudgedCase[]): readonly Trace[] {
  return cases.map(({ trace }) => trace);
}

/** A failure of a process that is known to run for days. */
function asStartedLongAgo(judged: JudgedCase): readonly JudgedCase[] {
  const { trace } = judged;
  return trace.ending.kind === 'never'
    ? []
    : [{ ...judged, trace: { ...trace, processStarts: [-5 * 1440] } }];
}

function asFitted(trace: Trace): Calibration['provenance']['series'][number] {
  return { id: trace.id, digest: traceDigest(trace), part: 'fit' };
}

function growthIntervalText(
  settings: DetectorSettings,
  fleets: { readonly fit: readonly Trace[]; readonly judge: readonly Trace[] },
): string {
  if (settings.kind !== 'growth-forecast') throw new RangeError('expected a growth forecast');
  const { coverage, medianSpan } = growthInterval(
    settings,
    halvesOf(fleets.fit),
    halvesOf(fleets.judge),
  );
  return `Time to a growth, 90 % interval: held for ${shareText(coverage)} of another fleet, its upper end ${medianSpan?.toFixed(2)} times the lower one in the median`;
}

function listOf(shares: readonly Share[]): string {
  return shares.map((one) => one.share.toFixed(3)).join(' ');
}

function fifthsOf({ coverageByWidth, coverageBySpan }: IntervalQuality): string {
  return `${listOf(coverageByWidth)}, by their span ${listOf(coverageBySpan)}`;
}

function shapesText({ interval }: Calibration): string {
  if (interval === null) return 'No interval: too few failures.';
  const { judgedFirst: first, judgedLater: later, coverageByShape } = interval;
  const named = Object.entries(coverageByShape).map(
    ([shape, one]) => `${shape} ${one.share.toFixed(3)}`,
  );
  return [
    `  held in each fifth by the width in minutes: first ${fifthsOf(first)}`,
    ...(later === null ? [] : [`    later ${fifthsOf(later)}`]),
    `  shapes with a name, of which nothing is promised: ${named.join(', ')}`,
  ].join('\n');
}

function ewmaSpeed(): string {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: weekMinutes }, () => 100 * random());
  const levels = new Float64Array(weekMinutes);
  const passes = 20_000;
  for (let pass = 0; pass < 1000; pass++) ewmaOf(values, 0.15, levels);
  const before = process.cpuUsage();
  for (let pass = 0; pass < passes; pass++) ewmaOf(values, 0.15, levels);
  const seconds = process.cpuUsage(before).user / 1e6;
  return `EWMA updates: ${((passes * weekMinutes) / seconds / 1e6).toFixed(0)} million per second of one core (aim 200)`;
}

async function searchSpeed(recorded: readonly Trace[]): Promise<string> {
  const traces = Array.from({ length: searchedTraces }, (_, index): Trace => {
    const random = seededRandom(seed, index);
    const noise = drawNoise(recorded, weekMinutes, random);
    const level = 40 + 50 * random();
    return {
      id: `week-${index}`,
      source: 'bench',
      measures: 'percent',
      minutes: Float64Array.from(noise, (_value, minute) => minute),
      percent: noise.map((value) => Math.min(99.9, Math.max(0, level + value))),
      limitBytes: null,
      startedAtMs: null,
      map: null,
      ending: { kind: 'never' },
      label: null,
    };
  });
  const families = settingGrid([1, 1, 1, 1]);
  const cases = halvesOf(traces);
  const before = process.cpuUsage();
  const start = performance.now();
  await searchInParallel(
    { families, leadMinutes: budget.leadMinutes },
    cases.map((one) => [one]),
    2,
  );
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(before).user / 1e6;
  return `Search: ${countSettings(families)} settings over ${searchedTraces} traces of a week in ${seconds.toFixed(0)} s on 2 of ${availableParallelism()} cores, ${cpu.toFixed(0)} s of processor time: ${((1000 * cpu) / searchedTraces).toFixed(0)} s for 1,000`;
}
