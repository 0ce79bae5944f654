import { containerSignal, serviceSignal, type MemorySignal } from './memory-signal.ts';
import { promNumber, type RecordingRule, type RuleFile } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/** Minutes over which growth is taken, two by two: the short one is a twelfth of the long one. */
export const burnWindows = [5, 60, 30, 360] as const;

const dayMinutes = 1440;

/** The name of the burn rate over so many minutes. */
export function burnRate({ metric }: Pick<MemorySignal, 'metric'>, minutes: number): string {
  return `${metric}:burn_rate${minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`}`;
}

/**
 * Memory as a budget, as SLOs have it: the budget is what is left to the limit, and a burn rate of 1 uses
 * it up within a day. These rules only record. They have a group and a file of their own: who does not
 * look at burn rates leaves them out.
 */
export function burnRuleFile(clock: RuleClock): RuleFile {
  const rules = [serviceSignal(), containerSignal].flatMap((signal) => burnRules(signal, clock));
  return { groups: [{ name: 'mapswell-burn', interval: clock.duration(1), rules }] };
}

function burnRules(signal: MemorySignal, clock: RuleClock): readonly RecordingRule[] {
  const percent = signal.percent.record;
  // At the limit nothing is left to divide by.
  const left = `clamp_min(100 - ${percent}, 0.1)`;
  const rates = burnWindows.map((minutes) => ({
    record: burnRate(signal, minutes),
    expr: `${clock.perMinute(`deriv(${percent}[${clock.duration(minutes)}])`)} * ${promNumber(dayMinutes)} / ${left}`,
  }));
  return [{ record: `${signal.metric}:budget_left_ratio`, expr: `1 - ${percent} / 100` }, ...rates];
}
