import { numberAt } from '../../../base/primitives/number-at.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import type { Trace } from '../../trace/trace.ts';
import { Draw } from './draw.ts';
import { drawNoise } from './noise-source.ts';

/** Length of a series with deployments: the first half is history, the second is judged. */
const deploymentDays = 6;
const lengthMinutes = deploymentDays * 1440;
/** Healthy series stay below what counts as exhaustion. */
const highestHealthy = 97;

/** How a process that has just started climbs, from 0 to 1 over its warm-up. */
const warmUpShapes = {
  saturating: (done) => -Math.expm1(-4 * done) / -Math.expm1(-4),
  linear: (done) => done,
  sigmoid: (done) => done * done * (3 - 2 * done),
  root: (done) => Math.sqrt(done),
  steps: (done) => Math.ceil(6 * done) / 6,
} as const satisfies Readonly<Record<string, (done: number) => number>>;

type WarmUpShape = keyof typeof warmUpShapes;
const shapes: readonly WarmUpShape[] = ['saturating', 'linear', 'sigmoid', 'root', 'steps'];

/** A start of the process, and what it climbs to. */
interface Deployment {
  readonly startMinute: number;
  readonly shape: WarmUpShape;
  readonly warmUpMinutes: number;
  /** Percent just after the start, and once it has settled. */
  readonly fromPercent: number;
  readonly toPercent: number;
}

/** A flush of a cache or a compaction: the level falls, and fills up again. */
interface Flush {
  readonly atMinute: number;
  readonly depthPercent: number;
  readonly refillMinutes: number;
}

/**
 * Series of a service that is deployed once or twice a day: each start climbs and flattens by a
 * shape, a length and a level that are drawn, between daily cycles and compactions, under recorded
 * noise. Healthy ones, and as many in which a leak begins while a process warms up.
 *
 * @param count of each of the two
 */
export function makeDeployments(seed: number, count: number, noise: readonly Trace[]): Trace[] {
  return [...drawDeploymentSeries(seed, count, noise)];
}

/** As `makeDeployments`, one series at a time, and only those that are wanted by their index. */
export function* drawDeploymentSeries(
  seed: number,
  count: number,
  noise: readonly Trace[],
  isWanted: (index: number) => boolean = () => true,
): Generator<Trace> {
  for (let index = 0; index < 2 * count; index++) {
    // A stream that no other series of a fleet has.
    if (isWanted(index))
      yield makeOne(index, new Draw(seededRandom(seed, 1_000_003 + index)), noise);
  }
}

/** The names of these series. */
export function deploymentIds(count: number): readonly string[] {
  return Array.from({ length: 2 * count }, (_, index) => idOf(index));
}

function idOf(index: number): string {
  const kind = index % 2 === 1 ? 'warm-up' : 'deployment';
  return `${kind}-${String(Math.floor(index / 2) + 1).padStart(4, '0')}`;
}

function makeOne(index: number, draw: Draw, recorded: readonly Trace[]): Trace {
  const isFailing = index % 2 === 1;
  const kind = isFailing ? 'warm-up' : 'deployment';
  const noise = drawNoise(recorded, lengthMinutes, draw.random);
  const noiseScale = draw.between(0.3, 1);
  const deployments = drawDeployments(draw);
  const level = levelOver(deployments, draw);
  const percent = level.map((value, minute) =>
    Math.min(highestHealthy, Math.max(0.5, value + noiseScale * numberAt(noise, minute))),
  );
  const base: Trace = {
    id: idOf(index),
    source: 'fleet',
    measures: 'percent',
    minutes: Float64Array.from(percent, (_, minute) => minute),
    percent,
    limitBytes: null,
    startedAtMs: null,
    map: null,
    processStarts: deployments.map(({ startMinute }) => startMinute),
    ending: { kind: 'never' },
    label: { kind, shape: deployments.at(-1)?.shape ?? '', onsetMinute: null },
  };
  return isFailing ? withLeak(base, deployments, draw) : base;
}

function drawDeployments(draw: Draw): readonly Deployment[] {
  const deployments: Deployment[] = [];
  const usual = draw.between(40, 80);
  for (let at = draw.between(0, 720); at < lengthMinutes - 60; at += draw.between(600, 1800)) {
    // What a version needs differs from the one before by some percent of the limit.
    const toPercent = Math.min(88, Math.max(25, usual + draw.between(-6, 6)));
    deployments.push({
      startMinute: Math.round(at),
      shape: shapes[Math.floor(draw.random() * shapes.length)] ?? 'linear',
      warmUpMinutes: draw.scaled(10, 240),
      fromPercent: toPercent * draw.between(0.1, 0.6),
      toPercent,
    });
  }
  return deployments;
}

function levelOver(deployments: readonly Deployment[], draw: Draw): Float64Array {
  const amplitude = draw.between(0, 4);
  const phase = draw.between(0, 1440);
  const flushes = drawFlushes(draw);
  const before = deployments[0]?.toPercent ?? 50;
  let next = 0;
  return Float64Array.from({ length: lengthMinutes }, (_, minute) => {
    while ((deployments[next]?.startMinute ?? Infinity) <= minute) next += 1;
    const running = deployments[next - 1];
    const settled = running === undefined ? before : warmedTo(running, minute);
    const cycle = amplitude * Math.sin((2 * Math.PI * (minute - phase)) / 1440);
    const flushed = flushes.reduce((sum, flush) => sum + missingAfter(flush, minute), 0);
    return settled + cycle - Math.min(settled / 2, flushed);
  });
}

function warmedTo(deployment: Deployment, minute: number): number {
  const { startMinute, warmUpMinutes, fromPercent, toPercent, shape } = deployment;
  const done = Math.min(1, (minute - startMinute) / warmUpMinutes);
  return fromPercent + (toPercent - fromPercent) * warmUpShapes[shape](done);
}

function drawFlushes(draw: Draw): readonly Flush[] {
  if (!draw.isTrue(0.3)) return [];
  const every = draw.between(360, 1440);
  const depthPercent = draw.between(5, 20);
  const refillMinutes = draw.between(60, 300);
  return Array.from({ length: Math.floor(lengthMinutes / every) }, (_, i) => ({
    atMinute: (i + draw.random()) * every,
    depthPercent,
    refillMinutes,
  }));
}

function missingAfter({ atMinute, depthPercent, refillMinutes }: Flush, minute: number): number {
  const done = (minute - atMinute) / refillMinutes;
  return done < 0 || done >= 1 ? 0 : depthPercent * (1 - done);
}

/** A leak that begins while a process of the second half warms up, and fills the limit. */
function withLeak(base: Trace, deployments: readonly Deployment[], draw: Draw): Trace {
  const late = deployments.filter(
    ({ startMinute }) => startMinute > 0.55 * lengthMinutes && startMinute < 0.85 * lengthMinutes,
  );
  const failing = late[Math.floor(draw.random() * late.length)] ?? deployments.at(-1);
  if (failing === undefined) throw new RangeError('expected a deployment');
  const onset = Math.round(
    failing.startMinute + draw.between(0, Math.min(180, failing.warmUpMinutes)),
  );
  const duration = draw.scaled(60, 480);
  const isLinear = draw.isTrue(0.5);
  const grown = (minute: number): number => {
    const done = Math.max(0, (minute - onset) / duration);
    return (100 - failing.toPercent) * (isLinear ? done : done * done);
  };
  const end = base.percent.findIndex(
    (value, minute) =>
      minute > onset + 30 && (value + grown(minute) >= 99.5 || minute >= onset + 1.5 * duration),
  );
  const size = (end < 0 ? base.percent.length - 1 : end) + 1;
  const percent = Float64Array.from(base.percent.subarray(0, size), (value, minute) =>
    Math.min(100, value + grown(minute)),
  );
  percent[size - 1] = 100;
  return {
    ...base,
    minutes: base.minutes.slice(0, size),
    percent,
    processStarts: (base.processStarts ?? []).filter((minute) => minute < size),
    ending: { kind: 'exhausted', atMinute: size - 1 },
    label: { kind: 'warm-up', shape: failing.shape, onsetMinute: onset },
  };
}
