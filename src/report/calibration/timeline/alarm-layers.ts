import { chartColours } from '../../kit/drawing/chart-theme.ts';
import {
  labelLayer,
  lineLayer,
  uprightLayer,
  type ChartLayer,
} from '../../kit/drawing/chart-layers.ts';
import type { WatchedTrace } from '../shown-trace.ts';
import { hoursAt } from './time-axis.ts';

/** Alarms as bands, their beginnings and exhaustion as upright lines, all over the whole height. */
export function alarmLayers(watched: WatchedTrace): readonly ChartLayer[] {
  const hours = hoursAt(watched);
  const visible = watched.episodes.filter(
    ({ fromMinute, toMinute }) => toMinute >= watched.fromMinute && fromMinute <= watched.toMinute,
  );
  const bands = visible.map(({ fromMinute, toMinute }) => ({
    x: hours(Math.max(fromMinute, watched.fromMinute)),
    x2: hours(Math.min(toMinute, watched.toMinute)),
  }));
  const starts = visible
    .filter(({ fromMinute }) => fromMinute >= watched.fromMinute)
    .map(({ fromMinute }) => ({ x: hours(fromMinute) }));
  const end = watched.exhaustedAtMinute === null ? [] : [{ x: 0 }];
  return [
    {
      data: { values: bands },
      mark: { type: 'rect', fill: 'var(--alarm-soft)' },
      encoding: { x2: { field: 'x2' }, y: { value: 0 }, y2: { value: 'height' } },
    },
    uprightLayer(starts, { stroke: chartColours.growing, width: 1.25, dash: [3, 2] }),
    uprightLayer(end, { stroke: chartColours.limit, width: 1.25, dash: [] }),
  ];
}

/** The lead as a line from the alarm to exhaustion with its length, at height `y`. */
export function leadLayers(watched: WatchedTrace, y: number): readonly ChartLayer[] {
  const { leadMinutes, fromMinute, exhaustedAtMinute } = watched;
  if (leadMinutes === null || exhaustedAtMinute === null) return [];
  const hours = hoursAt(watched);
  const x = hours(Math.max(fromMinute, exhaustedAtMinute - leadMinutes));
  const isLong =
    exhaustedAtMinute - leadMinutes - fromMinute > 0.25 * (exhaustedAtMinute - fromMinute);
  return [
    lineLayer(
      [
        {
          stroke: chartColours.growing,
          points: [
            { x, y },
            { x: 0, y },
          ],
        },
      ],
      { width: 2 },
    ),
    labelLayer([{ x, y, text: `lead ${leadText(leadMinutes)}`, fill: chartColours.growing }], {
      align: isLong ? 'right' : 'left',
      dx: isLong ? -7 : 7,
      dy: isLong ? 0 : -9,
    }),
  ];
}

/** `62 min`, `4 h 10 min`. */
export function leadText(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 120) return `${whole} min`;
  const rest = whole % 60;
  return rest === 0 ? `${whole / 60} h` : `${Math.floor(whole / 60)} h ${rest} min`;
}
