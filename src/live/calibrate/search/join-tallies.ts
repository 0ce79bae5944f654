import { numberAt } from '../../../base/primitives/number-at.ts';
import { LeadHistogram } from './lead-histogram.ts';
import type { FamilyTally } from './search-families.ts';

/** The sums of parts of a search; every member is a whole number, so their order changes nothing. */
export function joinTallies(parts: readonly FamilyTally[]): FamilyTally {
  const settings = parts[0]?.warned.length ?? 0;
  const leads = new LeadHistogram(settings);
  for (const part of parts) leads.join(part.leads);
  return {
    family: parts[0]?.family ?? 0,
    warned: sumOf(parts, settings, 'warned'),
    falseAlarms: sumOf(parts, settings, 'falseAlarms'),
    leads: leads.counts,
    failures: parts.reduce((sum, part) => sum + part.failures, 0),
    healthyMs: parts.reduce((sum, part) => sum + part.healthyMs, 0),
    deploymentFalseAlarms: sumOf(parts, settings, 'deploymentFalseAlarms'),
    deploymentMs: parts.reduce((sum, part) => sum + part.deploymentMs, 0),
  };
}

function sumOf(
  parts: readonly FamilyTally[],
  settings: number,
  key: 'warned' | 'falseAlarms' | 'deploymentFalseAlarms',
): Float64Array {
  return Float64Array.from({ length: settings }, (_, setting) =>
    parts.reduce((sum, part) => sum + numberAt(part[key], setting), 0),
  );
}
