import type { DetectorKind } from '../detect/detectors.ts';
import type { Calibration } from '../calibrate/calibration/calibration.ts';
import { growthMinutes, growthNeeds } from './rules/growth-rules.ts';
import { burnRate, burnWindows } from './rules/burn-rules.ts';
import {
  containerMetric,
  containerSignal,
  serviceLimit,
  serviceMetric,
  serviceSignal,
} from './rules/memory-signal.ts';
import type { RuleClock } from './rules/rule-clock.ts';

interface PanelInput {
  readonly title: string;
  readonly unit: string;
  readonly queries: readonly (readonly [string, string])[];
}

/**
 * A Grafana dashboard over the recorded series, for import as JSON.
 *
 * @param recorded names of the series that the rules record
 */
export function grafanaDashboard(
  { detector }: Calibration,
  recorded: ReadonlySet<string>,
  clock: RuleClock,
): Readonly<Record<string, unknown>> {
  const panels = [
    ...memoryPanels(detector.kind, recorded, clock),
    ...budgetPanels,
    ...growthPanels,
    alertPanel,
  ];
  return {
    title: 'mapswell',
    uid: 'mapswell',
    schemaVersion: 38,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' }],
    },
    panels: panels.map(panel),
  };
}

/** What the rules of the detector record. */
function memoryPanels(
  kind: DetectorKind,
  recorded: ReadonlySet<string>,
  clock: RuleClock,
): PanelInput[] {
  const hour = clock.duration(60);
  const hourSeconds = 60 * clock.minuteSeconds;
  return [
    {
      title: 'Memory, percent of the limit',
      unit: 'percent',
      queries: both('percent', (name) => name),
    },
    {
      title: 'Memory in an hour, if it goes on as in the last one',
      unit: 'percent',
      queries: both('percent', (name) => `predict_linear(${name}[${hour}], ${hourSeconds})`),
    },
    ...(recorded.has(`${serviceMetric}:minutes_left`)
      ? [
          {
            title: `Minutes to exhaustion (${kind})`,
            unit: 'm',
            queries: both('minutes_left', (name) => `min without (window) (${name})`),
          },
        ]
      : []),
    ...(recorded.has(`${serviceMetric}:slope_ratio`)
      ? [
          {
            title: 'Steepest slope over the steepest healthy one, and what is allowed',
            unit: 'none',
            queries: [
              ...both('slope_ratio', (name) => `max without (window) (${name})`),
              ...(recorded.has(`${serviceMetric}:slope_ratio_allowed`)
                ? both('slope_ratio_allowed', (name) => name)
                : []),
            ],
          },
        ]
      : []),
    ...(recorded.has(`${serviceMetric}:headroom_share`)
      ? [
          {
            title: 'Share taken of what is free above the healthy high',
            unit: 'percentunit',
            queries: both('headroom_share', (name) => name),
          },
        ]
      : []),
  ];
}

/** A recorded series of the services and of the containers. */
function both(series: string, wrap: (name: string) => string): PanelInput['queries'] {
  return [
    [wrap(`${serviceMetric}:${series}`), '{{job}} {{instance}}'],
    [wrap(`${containerMetric}:${series}`), '{{namespace}} {{pod}} {{container}}'],
  ];
}

/** What is left to the limit as a budget, and how fast it is used up. */
const budgetPanels: readonly PanelInput[] = [
  {
    title: 'Budget: bytes left to the limit',
    unit: 'bytes',
    queries: both('left', (name) => name),
  },
  ...[serviceSignal(), containerSignal].map((signal, index) => ({
    title: `Burn rate of ${index === 0 ? 'services' : 'containers'}: 1 uses what is left within a day`,
    unit: 'none',
    queries: burnWindows.map((minutes): readonly [string, string] => [
      burnRate(signal, minutes),
      `${minutes} min ${index === 0 ? '{{job}} {{instance}}' : '{{namespace}} {{pod}} {{container}}'}`,
    ]),
  })),
];

const growthPanels: readonly PanelInput[] = [
  {
    title: 'Entries and the next growth',
    unit: 'short',
    queries: [
      ['mapswell_map_entries', '{{map}}'],
      ['mapswell_map_growth_threshold_entries', 'growth of {{map}}'],
    ],
  },
  {
    title: 'Minutes to the next growth',
    unit: 'm',
    queries: [[growthMinutes, '{{map}}']],
  },
  {
    title: 'Peak of each map at its next growth, and the limit',
    unit: 'bytes',
    queries: [
      [
        `sum by (job, instance, map) (mapswell_map_bytes) + ${growthNeeds}`,
        'peak of {{map}} {{instance}}',
      ],
      [serviceLimit, 'limit of {{job}} {{instance}}'],
    ],
  },
  {
    title: 'What the next growth needs, and what is left',
    unit: 'bytes',
    queries: [
      [growthNeeds, 'needed {{map}}'],
      [`${serviceMetric}:left`, 'left {{job}} {{instance}}'],
    ],
  },
];

const alertPanel: PanelInput = {
  title: 'Alerts',
  unit: 'none',
  queries: [
    [
      'count by (alertname, severity, service) (ALERTS{product="mapswell",alertstate="firing"})',
      '{{severity}} {{alertname}} {{service}}',
    ],
  ],
};

function panel({ title, unit, queries }: PanelInput, index: number): object {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource: { type: 'prometheus', uid: '${datasource}' },
    gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8 },
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: queries.map(([expr, legendFormat], at) => ({
      refId: String.fromCodePoint(65 + at),
      expr,
      legendFormat,
    })),
  };
}
