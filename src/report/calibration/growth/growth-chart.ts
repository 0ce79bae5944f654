import type { AlarmEpisode } from '../../../live/calibrate/calibration/alarm-watch.ts';
import { mergeMinutes } from '../../../live/calibrate/evaluate/episodes.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { byteUnitFor, type ByteUnit } from '../../../base/primitives/quantities/byte-unit.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  levelLayer,
  lineLayer,
  stemLayer,
  type ChartLayer,
  type ChartPoint,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { leadText } from '../timeline/alarm-layers.ts';
import { endOfAxis, growthScene, peakOf, totalAt, type GrowthScene } from './growth-scene.ts';
import type { WatchedTrace } from '../shown-trace.ts';
import { fullSizes } from '../timeline/time-axis.ts';

const stairPoints = 300;

/**
 * The growth forecast against the staircase: bytes over entries by the size model, with what is held
 * beside the map, up to the growth that was foreseen. `null` without a map or a growth to come.
 */
export function growthChart(watched: WatchedTrace): Chart | null {
  const scene = growthScene(watched);
  if (scene === null) return null;
  const { next, limitBytes } = scene;
  const most = Math.max(limitBytes, peakOf(scene, next));
  const unit = byteUnitFor(most);
  const caption = captionOf(watched, scene);
  return layeredChart({
    title: 'Growth forecast against the staircase',
    caption,
    description: `Bytes over entries by the size model of the map, with what is held beside it. ${caption}`,
    sizes: fullSizes(280),
    x: {
      title: 'entries',
      from: 0,
      to: endOfAxis(scene),
      ticks: { labelExpr: shortCounts, tickCount: 6, labelFlush: true },
    },
    y: { title: unit.name, from: 0, to: (most / unit.bytes) * 1.15 },
    layers: layersOf(scene, unit),
  });
}

function layersOf(scene: GrowthScene, unit: ByteUnit): ChartLayer[] {
  const limit = scene.limitBytes / unit.bytes;
  const text = `limit ${formatBytes(scene.limitBytes)}`;
  return [
    levelLayer([{ y: limit, stroke: chartColours.limit }], [5, 3]),
    labelLayer([{ x: 0, y: limit, text, fill: chartColours.limit }], { dx: 4, dy: -9 }),
    ...stairLayers(scene, unit),
    ...forecastLayers(scene, unit),
  ];
}

/** The staircase, its growths with what they hold at once, and the part that the series went. */
function stairLayers(scene: GrowthScene, unit: ByteUnit): ChartLayer[] {
  const { growths, startEntries, endEntries } = scene;
  const stems = growths.map((step) => ({
    x: step.entries,
    y: totalAt(scene, step.entries - 1) / unit.bytes,
    y2: peakOf(scene, step) / unit.bytes,
  }));
  const all = stairs(scene, 0, endOfAxis(scene), unit);
  const gone = stairs(scene, startEntries, endEntries, unit);
  return [
    stemLayer(stems, { stroke: chartColours.evacuating, width: 1.25 }),
    lineLayer([{ stroke: chartColours.other, points: all }], { width: 1.25 }),
    lineLayer([{ stroke: chartColours.held, points: gone }], { width: 3 }),
  ];
}

/** Where the alarm was raised, or the series ended, and the growth that comes next. */
function forecastLayers(scene: GrowthScene, unit: ByteUnit): ChartLayer[] {
  const { next, alarm, alarmEntries, endEntries } = scene;
  const stroke = chartColours.growing;
  const y = peakOf(scene, next) / unit.bytes;
  const entries = alarm === null ? endEntries : alarmEntries;
  const here = { x: entries, y: totalAt(scene, entries) / unit.bytes };
  const foot = totalAt(scene, next.entries - 1) / unit.bytes;
  const needs = `needs ${formatBytes(peakOf(scene, next))}`;
  return [
    stemLayer([{ x: next.entries, y: foot, y2: y }], { stroke, width: 2 }),
    dotLayer(
      [
        { x: next.entries, y, fill: chartColours.paper, stroke },
        { ...here, fill: stroke, stroke },
      ],
      50,
    ),
    labelLayer(
      [
        { x: next.entries, y, text: needs, fill: stroke },
        { ...here, text: alarm === null ? 'at the end' : 'alarm', fill: stroke },
      ],
      { align: 'right', dx: -9, dy: -9 },
    ),
  ];
}

/** The staircase from one number of entries to another, as steep as it is. */
function stairs(
  scene: GrowthScene,
  from: number,
  to: number,
  unit: ByteUnit,
): readonly ChartPoint[] {
  const edges = [...scene.growths, scene.next].flatMap(({ entries }) => [entries - 1, entries]);
  const even = Array.from(
    { length: stairPoints + 1 },
    (_, i) => from + ((to - from) * i) / stairPoints,
  );
  return [...even, ...edges.filter((entries) => entries >= from && entries <= to)]
    .toSorted((a, b) => a - b)
    .map((x) => ({ x, y: totalAt(scene, x) / unit.bytes }));
}

function whatCame(
  { fromMinute, toMinute }: AlarmEpisode,
  exhaustedAtMinute: number | null,
): string {
  if (exhaustedAtMinute === null) return 'It has not come yet.';
  const since = exhaustedAtMinute - toMinute;
  return since > mergeMinutes
    ? `The alarm went down ${leadText(since)} before exhaustion.`
    : `It came after ${leadText(exhaustedAtMinute - fromMinute)}.`;
}

function captionOf({ exhaustedAtMinute }: WatchedTrace, scene: GrowthScene): string {
  const { alarm, next, limitBytes, besideBytes } = scene;
  const peak = formatBytes(peakOf(scene, next));
  const coming = `The next growth comes at ${formatCount(Math.round(next.entries))} entries and needs ${peak} with the ${formatBytes(besideBytes)} beside the map; the limit is ${formatBytes(limitBytes)}.`;
  if (alarm === null)
    return `${coming} No growth that does not fit was foreseen within the horizon.`;
  return `${alarm.sentence} ${coming} ${whatCame(alarm, exhaustedAtMinute)}`;
}
