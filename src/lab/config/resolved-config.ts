import type { Limits } from './schema/limits.ts';
import type { AlertBudget } from './schema/sandbox-config.ts';

/** The configuration with every default filled in and every path absolute. */
export interface ResolvedConfig {
  /** The file that was read; `null` where there is none and defaults hold. */
  readonly file: string | null;
  readonly scenariosFolder: string;
  readonly reportsFolder: string;
  readonly limits: Limits;
  readonly rounds: number;
  readonly seed: number;
  readonly timeLimitMs: number;
  readonly latencySampleInterval: number;
  readonly alerts: AlertBudget;
  /** Owner of a configuration that the user named, whose scenarios are trusted by that. */
  readonly trustedUid?: number;
}
