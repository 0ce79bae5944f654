import { join } from 'node:path';
import type { ResolvedConfig } from '../../lab/config/resolved-config.ts';

/** The baseline where no other is named. */
export function usualBaseline({ reportsFolder }: Pick<ResolvedConfig, 'reportsFolder'>): string {
  return join(reportsFolder, 'baseline', 'baseline.json');
}

/** The candidates of a comparison: those that were named, else the run that was made last. */
export function candidatesOr(named: readonly string[]): readonly string[] {
  return named.length === 0 ? ['reports/latest'] : named;
}
