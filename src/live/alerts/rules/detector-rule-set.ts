import type { RecordingRule } from './prometheus-rule.ts';

/** A detector in PromQL. */
export interface DetectorRules {
  readonly recording: readonly RecordingRule[];
  /** Gives the minutes to exhaustion of every series in alarm; 0 where none is foreseen. */
  readonly alarm: string;
  /** Gives the same of the series in alarm whose exhaustion is within the lead. */
  readonly criticalAlarm: (leadMinutes: number) => string;
  /** How long the alarm must hold: all points in a row but the first. */
  readonly forMinutes: number;
  /** What the alarm says, a template over `$value`. */
  readonly summary: string;
  /** When it is up, in plain words about memory: `fills within 2 h by its trend`. */
  readonly plainWords: string;
}
