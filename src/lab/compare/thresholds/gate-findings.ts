import type { Finding, FindingReport } from '../../../base/primitives/errors/finding.ts';
import type { GateStrictness } from '../comparison-findings.ts';
import { gateCounts, type RunGate } from './run-gate.ts';
import { type ThresholdKind, thresholdKinds, type ThresholdVerdict } from './threshold-verdict.ts';

/** The yes or no on a run as findings: how each cell ended, and each of its thresholds. */
export function gateFindings(
  gate: RunGate,
  { failsOnInconclusive = false }: GateStrictness = {},
): FindingReport<ThresholdKind> {
  return {
    command: 'run',
    outcome: gate.outcome,
    counts: gateCounts(gate),
    facts: [{ label: 'run', text: `${gate.id}, ${gate.startedAt}` }],
    findings: gate.verdicts.map((verdict) => findingOf(verdict, failsOnInconclusive)),
    verdicts: thresholdKinds,
    warnings: [],
  };
}

function findingOf(
  { kind, cell, figure, message }: ThresholdVerdict,
  isStrict: boolean,
): Finding<ThresholdKind> {
  const isOpen = kind === 'inconclusive' && !isStrict;
  return {
    rule: figure,
    verdict: kind,
    kind,
    severity: kind === 'pass' ? 'none' : isOpen ? 'warning' : 'error',
    isGated: true,
    confidence: null,
    where: { kind: 'cell', cell },
    message,
    evidence: {},
  };
}
