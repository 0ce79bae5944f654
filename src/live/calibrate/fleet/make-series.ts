import { numberAt } from '../../../base/primitives/number-at.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { growthModelOf } from '../../detect/growth-model-of.ts';
import type { MapType, Trace, TraceKind } from '../../trace/trace.ts';
import type { Draw } from './draw.ts';
import { growthAt, type GrowthShape } from './growth-shape.ts';
import { mapBytesOver } from './map-bytes.ts';
import { drawNoise } from './noise-source.ts';
import { entriesOver, type Traffic } from './traffic.ts';

/** Length of a series; the first half of it is always healthy. */
export const seriesMinutes = 2880;

/** Map types of a fleet; the entries of a V8 map are only added to, as its deletes may double it. */
const mapTypes: readonly (MapType & { readonly model: MapModel })[] = [
  { model: 'go1.22', key: 'int64', value: 'int64' },
  { model: 'go1.22', key: 'string', value: 'int64' },
  { model: 'go1.23', key: 'int64', value: '[64]byte' },
  { model: 'go1.24', key: 'int64', value: 'int64' },
  { model: 'go1.27', key: 'string', value: 'string' },
  { model: 'v8', key: 'int64', value: 'int64' },
];

/** One labelled series of a kind. The same draw makes the same series. */
export function makeSeries(
  id: string,
  kind: Exclude<TraceKind, 'ramp' | 'warm-up' | 'deployment'>,
  recorded: readonly Trace[],
  draw: Draw,
): Trace {
  const noiseScale = draw.between(0.1, 0.5);
  const noise = drawNoise(recorded, seriesMinutes, draw.random).map((value) => value * noiseScale);
  if (kind === 'doubling') return makeDoubling(id, noise, draw);
  return makeSteady(id, kind, noise, draw);
}

/** A map whose entries grow until a doubling no longer fits. */
function makeDoubling(id: string, noise: Float64Array, draw: Draw): Trace {
  const type = mapTypes[Math.floor(draw.random() * mapTypes.length)] ?? mapTypes[0];
  if (type === undefined) throw new RangeError('expected a map type');
  const model = growthModelOf(type);
  const step = model.upcoming(Math.round(draw.scaled(2e5, 8e6)));
  if (step === null) throw new RangeError('expected a growth');
  const crossingMinute = Math.round(draw.between(1800, seriesMinutes - 60));
  const filled = draw.between(0.55, 0.85);
  const traffic: Traffic = {
    kind: 'growth',
    from: step.entries * filled,
    perMinute: (step.entries * (1 - filled)) / crossingMinute,
  };
  const entries = entriesOver(traffic, seriesMinutes, null, draw.random);
  const bytes = mapBytesOver(type, entries);
  const peak = Math.max(step.bytesDuring, step.bytesAfter);
  // The map and its neighbours take up 55 to 90 % before the doubling, whose peak misses the limit.
  const before = draw.between(0.55, 0.9);
  const otherShare = draw.between(0.1, 0.4);
  const missing = Math.max(1.03, (before - otherShare) * (peak / step.bytesBefore) + otherShare);
  const share =
    missing > 1.03 ? before : (1.03 - otherShare) * (step.bytesBefore / peak) + otherShare;
  const limitBytes = Math.round(step.bytesBefore / (share - otherShare));
  const other = noise.map((value) => (otherShare + value / 100) * limitBytes);
  return finish({ id, kind: 'doubling', shape: '', type, entries, bytes, other, limitBytes }, 1441);
}

/** A map in steady traffic: healthy, or with a leak beside it. */
function makeSteady(
  id: string,
  kind: 'slow-leak' | 'fast-leak' | 'healthy',
  noise: Float64Array,
  draw: Draw,
): Trace {
  const canExpire = mapTypes.filter(({ model }) => modelFacts(model).keepsTable);
  const type = canExpire[Math.floor(draw.random() * canExpire.length)] ?? mapTypes[0];
  if (type === undefined) throw new RangeError('expected a map type');
  const mean = draw.scaled(1e5, 4e6);
  const common = { mean, amplitude: mean * draw.between(0, 0.3), phase: draw.between(0, 1440) };
  const traffic: Traffic = draw.oneOf<Traffic>([
    { kind: 'cycle', ...common },
    { kind: 'bursts', ...common, burst: mean * draw.between(0.02, 0.1) },
    { kind: 'growth', from: mean, perMinute: (mean * draw.between(0.05, 0.6)) / seriesMinutes },
  ]);
  const restartAt = draw.isTrue(0.2) ? Math.round(draw.between(100, 1300)) : null;
  const entries = entriesOver(traffic, seriesMinutes, restartAt, draw.random);
  const bytes = mapBytesOver(type, entries);
  const otherShare = draw.between(0.2, 0.6);
  const highest = bytes.reduce((high, value) => Math.max(high, value), 0);
  const noisiest = noise.reduce((high, value) => Math.max(high, value), 0) / 100;
  const level = kind === 'healthy' ? draw.between(0.85, 0.97) : draw.between(0.4, 0.7);
  const mapShare = Math.max(0.05, level - otherShare - noisiest);
  const base = level - noisiest - mapShare;
  const limitBytes = Math.round(highest / mapShare);
  const leak = leakOf(kind, 1 - level, draw);
  const other = noise.map((value, minute) => (base + value / 100 + leak.at(minute)) * limitBytes);
  return finish(
    { id, kind, shape: leak.shape, type, entries, bytes, other, limitBytes },
    leak.onsetMinute,
  );
}

interface Leak {
  readonly shape: string;
  readonly onsetMinute: number | null;
  /** Share of the limit that is leaked at a minute. */
  readonly at: (minute: number) => number;
}

function leakOf(kind: 'slow-leak' | 'fast-leak' | 'healthy', room: number, draw: Draw): Leak {
  if (kind === 'healthy') return { shape: '', onsetMinute: null, at: () => 0 };
  const durationMinutes = kind === 'slow-leak' ? draw.scaled(240, 1200) : draw.scaled(45, 240);
  const onsetMinute = Math.round(draw.between(1500, seriesMinutes - durationMinutes - 1));
  const shape = draw.oneOf<GrowthShape>(['linear', 'quadratic']);
  return {
    shape,
    onsetMinute,
    // The level is the highest of the healthy day: the leak must also fill what is free below it.
    at: (minute) => 1.5 * (room + 0.1) * growthAt(shape, (minute - onsetMinute) / durationMinutes),
  };
}

interface SeriesParts {
  readonly id: string;
  readonly kind: TraceKind;
  readonly shape: string;
  readonly type: MapType;
  readonly entries: Float64Array;
  readonly bytes: Float64Array;
  readonly other: Float64Array;
  readonly limitBytes: number;
}

/** Adds the parts up, ends the series where they reach the limit, and labels it. */
function finish(parts: SeriesParts, onsetMinute: number | null): Trace {
  const { bytes, other, limitBytes, entries } = parts;
  const full = bytes.findIndex((value, i) => value + numberAt(other, i) >= limitBytes);
  const size = full < 0 ? bytes.length : full + 1;
  const percent = Float64Array.from(bytes.subarray(0, size), (value, i) => {
    const share = Math.min(1, (value + Math.max(0, numberAt(other, i))) / limitBytes);
    return Number((share * 100).toFixed(4));
  });
  return {
    id: parts.id,
    source: 'fleet',
    measures: 'percent',
    minutes: Float64Array.from({ length: size }, (_, minute) => minute),
    percent,
    limitBytes,
    startedAtMs: null,
    map: { type: parts.type, entries: entries.slice(0, size) },
    ending: full < 0 ? { kind: 'never' } : { kind: 'exhausted', atMinute: full },
    label: { kind: parts.kind, shape: parts.shape, onsetMinute },
  };
}
