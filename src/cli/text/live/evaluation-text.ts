import type { Evaluation } from '../../../live/calibrate/evaluate/evaluate-detector.ts';
import type { LevelQuality } from '../../../live/calibrate/evaluate/level-quality.ts';
import type { FalseAlarmRate, Quality, Share } from '../../../live/calibrate/evaluate/quality.ts';
import { textTable } from '../text-table.ts';

/**
 * Detectors side by side; a second table has the recall by kind and by duration of failure.
 *
 * @param detailed names of the rows that the second table shows. @default all
 */
export function evaluationText(
  rows: readonly (readonly [string, Evaluation])[],
  detailed: readonly string[] = rows.map(([name]) => name),
): string {
  const main = textTable(
    [
      { title: 'detector' },
      { title: 'warned in time', align: 'right' },
      { title: 'bound', align: 'right' },
      { title: 'lead p5/p50/p95 min', align: 'right' },
      { title: 'at end', align: 'right' },
      { title: 'episodes', align: 'right' },
      { title: 'false alarms/series-day', align: 'right' },
      { title: 'days', align: 'right' },
      { title: 'time in alarm', align: 'right' },
    ],
    rows.map(([name, { quality }]) => [name, ...figures(quality)]),
  );
  return `${main}\n${levelsText(rows)}\n${deploymentsText(rows)}${breakdown(rows.filter(([name]) => detailed.includes(name)))}`;
}

/** `0.991 [0.980, 0.997] of 567`. */
export function shareText(share: Share | null): string {
  if (share === null) return '-';
  const { low, high } = share.interval;
  return `${share.share.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] of ${share.n}`;
}

function figures(quality: Quality): string[] {
  const leads = quality.leadQuantilesMinutes;
  return [
    shareText(quality.recall),
    quality.recallBound?.toFixed(3) ?? '-',
    leads === null ? '-' : [leads.p05, leads.p50, leads.p95].map(Math.round).join('/'),
    quality.firingAtEnd?.share.toFixed(2) ?? '-',
    quality.episodesPerFailure?.toFixed(2) ?? '-',
    rateText(quality.falseAlarmsPerSeriesDay),
    quality.seriesDays.toFixed(1),
    quality.timeInAlarmShare === null ? '-' : `${(100 * quality.timeInAlarmShare).toFixed(2)} %`,
  ];
}

/** Warning and critical apart. */
function levelsText(rows: readonly (readonly [string, Evaluation])[]): string {
  const lines = rows.flatMap(([name, { levels }]) =>
    (['warning', 'critical'] as const).flatMap((level) => {
      const quality = levels[level];
      return quality === null ? [] : [[name, level, ...levelFigures(quality)]];
    }),
  );
  return textTable(
    [
      { title: 'detector' },
      { title: 'level' },
      { title: 'up before the end', align: 'right' },
      { title: 'median lead min', align: 'right' },
      { title: 'false alarms/series-day', align: 'right' },
      { title: 'held p50/p95 min', align: 'right' },
    ],
    lines,
  );
}

function levelFigures(quality: LevelQuality): string[] {
  const { raised, medianLeadMinutes, falseAlarmsPerSeriesDay, heldMinutes } = quality;
  return [
    shareText(raised),
    medianLeadMinutes === null ? '-' : medianLeadMinutes.toFixed(0),
    rateText(falseAlarmsPerSeriesDay),
    heldMinutes === null ? '-' : `${heldMinutes.p50.toFixed(0)}/${heldMinutes.p95.toFixed(0)}`,
  ];
}

/** Services that are deployed; nothing where none was judged. */
function deploymentsText(rows: readonly (readonly [string, Evaluation])[]): string {
  const lines = rows.flatMap(([name, { deployments }]) =>
    deployments === null
      ? []
      : [
          [
            name,
            shareText(deployments.recall),
            rateText(deployments.falseAlarmsPerSeriesDay),
            deployments.seriesDays.toFixed(1),
          ],
        ],
  );
  if (lines.length === 0) return '';
  const table = textTable(
    [
      { title: 'deployed services' },
      { title: 'warned of failures in warm-up', align: 'right' },
      { title: 'false alarms/series-day', align: 'right' },
      { title: 'days', align: 'right' },
    ],
    lines,
  );
  return `${table}\n`;
}

/** `0.065 [0.026, 0.134]`. */
export function rateText(rate: FalseAlarmRate | null): string {
  if (rate === null) return '-';
  const { low, high } = rate.interval;
  return `${rate.rate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function breakdown(rows: readonly (readonly [string, Evaluation])[]): string {
  const lines = rows.flatMap(([name, { quality }]) =>
    [...Object.entries(quality.recallByDuration), ...Object.entries(quality.recallByKind)].map(
      ([group, share]) => [name, group, shareText(share)],
    ),
  );
  if (lines.length === 0) return '';
  return textTable(
    [{ title: 'detector' }, { title: 'failures' }, { title: 'warned in time', align: 'right' }],
    lines,
  );
}
