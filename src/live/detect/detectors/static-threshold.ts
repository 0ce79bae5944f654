import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatPercent } from '../format-figures.ts';
import type { DetectorDefinition } from '../detector-definition.ts';

/** Level above a figure. */
export interface StaticThresholdSettings {
  readonly kind: 'static-threshold';
  readonly thresholdPercent: number;
  readonly pointsInRow: number;
}

/** Level above a figure. The score is the level; it foresees nothing. */
export class StaticThreshold implements Detector {
  readonly #settings: StaticThresholdSettings;
  score: number = -Infinity;
  readonly minutesLeft: number = Infinity;

  constructor(settings: StaticThresholdSettings) {
    this.#settings = settings;
  }

  push(sample: Sample): boolean {
    this.score = sample.percent;
    return true;
  }

  explain(): string {
    const { thresholdPercent, pointsInRow } = this.#settings;
    return `Memory is at ${formatPercent(this.score)}, above ${formatPercent(thresholdPercent)} for ${pointsInRow} samples in a row.`;
  }
}

const defaults: StaticThresholdSettings = {
  kind: 'static-threshold',
  thresholdPercent: 90,
  pointsInRow: 5,
};

export const staticThreshold: DetectorDefinition<StaticThresholdSettings> = {
  schema: schemaOf<StaticThresholdSettings>('static-threshold')(
    z.strictObject({
      kind: z.literal('static-threshold'),
      thresholdPercent: fields.number,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'thresholdPercent', isMinutesLeft: false },
  scale: { title: 'Level', axis: '% of the limit' },
  foresees: false,
  watches: 'memory',
  thinning: 'none',
  grid: () => [
    {
      base: defaults,
      thresholds: [60, 65, 70, 75, 80, 85, 90, 92, 94, 95, 96, 97, 98],
      pointsInRow: [2, 5, 15],
    },
  ],
  create: (settings) => new StaticThreshold(settings),
};
