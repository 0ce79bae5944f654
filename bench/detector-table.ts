import { clopperPearson } from '../src/base/stats/intervals/clopper-pearson.ts';
import type { Interval } from '../src/base/stats/intervals/interval.ts';
import { textTable } from '../src/cli/text/text-table.ts';
import { evaluateDetector } from '../src/live/calibrate/evaluate/evaluate-detector.ts';
import type { JudgedCase } from '../src/live/calibrate/evaluate/judged-case.ts';
import type { FalseAlarmRate, Quality, Share } from '../src/live/calibrate/evaluate/quality.ts';
import type { DetectorSettings } from '../src/live/detect/detectors.ts';

/** A detector with a name in the table. */
export interface NamedDetector {
  readonly name: string;
  readonly settings: DetectorSettings;
}

/** Series that nothing was fitted to, by whose noise they have. */
export interface JudgedNoise {
  /** Failures on the noise of machines, and services that are deployed on it. */
  readonly machines: readonly JudgedCase[];
  /** Failures on it in processes that are known to run for days. */
  readonly started: readonly JudgedCase[];
  /** Hosts that serve a language model: leaks so slow that they never exhaust. */
  readonly languageModels: readonly JudgedCase[];
  /** A generated fleet of maps on the noise of machines. */
  readonly maps: readonly JudgedCase[];
}

/** A figure with its interval and what it is of; `null` where the detector cannot see it. */
interface Figure {
  readonly value: number;
  readonly interval: Interval;
  readonly of: string;
}

interface TableRow {
  readonly noise: string;
  readonly judged: string;
  readonly figures: readonly (Figure | null)[];
}

/**
 * Every detector by kind of failure and noise, a column each: shares warned of in time and false alarms
 * per series-day, with their exact 95 % intervals.
 */
export function detectorTable(
  detectors: readonly NamedDetector[],
  noise: JudgedNoise,
  leadMinutes: number,
): string {
  const judgedOn = (cases: readonly JudgedCase[]) =>
    detectors.map(({ settings }) => evaluateDetector(settings, cases, leadMinutes));
  const machines = judgedOn(noise.machines);
  const started = judgedOn(noise.started);
  const hosts = judgedOn(noise.languageModels);
  const maps = judgedOn(noise.maps);
  const rows: readonly TableRow[] = [
    ...['linear', 'quadratic', 'staircase'].map((shape) => ({
      noise: 'machines',
      judged: `${shape} failures`,
      figures: machines.map(({ quality }) => recallOf(quality, `ramp: ${shape}`)),
    })),
    falseAlarmRow('machines', machines.map(rateOfQuality)),
    {
      noise: 'machines',
      judged: 'failures, start known',
      figures: started.map(({ quality }) => ofShare(quality.recall)),
    },
    {
      noise: 'deployments',
      judged: 'failures in warm-up',
      figures: machines.map(({ deployments }) => ofShare(deployments?.recall ?? null)),
    },
    falseAlarmRow(
      'deployments',
      machines.map(({ deployments }) =>
        ofRate(deployments?.falseAlarmsPerSeriesDay ?? null, deployments?.seriesDays ?? 0),
      ),
    ),
    falseAlarmRow('language models', hosts.map(rateOfQuality)),
    ...['slow-leak', 'fast-leak', 'doubling'].map((kind) => ({
      noise: 'generated maps',
      judged: `${kind} failures`,
      figures: maps.map(({ quality }) => recallOf(quality, kind)),
    })),
    falseAlarmRow('generated maps', maps.map(rateOfQuality)),
  ];
  return textTable(
    [
      { title: 'noise' },
      { title: 'judged on' },
      { title: 'of', align: 'right' },
      ...detectors.map(({ name }) => ({ title: name, align: 'right' as const })),
    ],
    rows.map(cellsOf),
  );
}

function cellsOf({ noise, judged, figures }: TableRow): readonly string[] {
  const of = figures.find((figure) => figure !== null)?.of ?? '-';
  return [noise, judged, of, ...figures.map(figureText)];
}

function falseAlarmRow(noise: string, figures: readonly (Figure | null)[]): TableRow {
  return { noise, judged: 'false alarms/series-day', figures };
}

/** Of a kind with all of its shapes. */
function recallOf({ recallByKind }: Quality, kind: string): Figure | null {
  const own = Object.entries(recallByKind).filter(
    ([name]) => name === kind || name.startsWith(`${kind}: `),
  );
  const hits = own.reduce((sum, [, one]) => sum + one.hits, 0);
  const n = own.reduce((sum, [, one]) => sum + one.n, 0);
  return n === 0 ? null : { value: hits / n, interval: clopperPearson(hits, n), of: String(n) };
}

function ofShare(one: Share | null): Figure | null {
  return one === null ? null : { value: one.share, interval: one.interval, of: String(one.n) };
}

function rateOfQuality({ quality }: { readonly quality: Quality }): Figure | null {
  return ofRate(quality.falseAlarmsPerSeriesDay, quality.seriesDays);
}

function ofRate(rate: FalseAlarmRate | null, days: number): Figure | null {
  return rate === null || days === 0
    ? null
    : { value: rate.rate, interval: rate.interval, of: `${days.toFixed(0)} d` };
}

function figureText(figure: Figure | null): string {
  if (figure === null) return '-';
  const { low, high } = figure.interval;
  return `${figure.value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
