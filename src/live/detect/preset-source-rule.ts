import type { SourceRuleSettings } from './detector-settings.ts';

/** The design's own numbers, and what they were said to do. */
export const designPreset: {
  readonly settings: SourceRuleSettings;
  readonly claim: { readonly leadMinutes: number; readonly warned: number; readonly of: number };
} = {
  settings: {
    kind: 'source-rule',
    alpha: 0.15,
    samplingMinutes: 8,
    slopePercentPerMinute: 0.021,
    pointsInRow: 3,
  },
  claim: { leadMinutes: 23, warned: 25, of: 27 },
};
