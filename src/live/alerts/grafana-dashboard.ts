import type { DetectorKind } from '../detect/detectors.ts';
import type { Calibration } from '../calibrate/calibration/calibration.ts';
import { growthMinutes, growthNeeds } from './rules/growth-rules.ts';
import { containerMetric, serviceMetric } from './rules/memory-signal.ts';

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
export function grafanaDashboard({ detector }: Calibration, recorded: ReadonlySet<string>): object {
  const panels = [...memoryPanels(detector.kind, recorded), ...growthPanels, alertPanel];
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
function memoryPanels(kind: DetectorKind, recorded: ReadonlySet<string>): PanelInput[] {
  return [
    {
      title: 'Memory, percent of the limit',
      unit: 'percent',
      queries: both('percent', (name) => name),
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
