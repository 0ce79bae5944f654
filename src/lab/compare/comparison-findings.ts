import type { Finding, FindingReport, Severity } from '../../base/primitives/errors/finding.ts';
import type { Comparison, MetricComparison } from './comparison.ts';
import { type Verdict, type VerdictKind, verdictKinds } from './verdict/verdict.ts';

/** How strict a gate is. */
export interface GateStrictness {
  /** Whether a gated metric that could not be told counts as a failure. @default false */
  readonly failsOnInconclusive?: boolean;
}

const kinds: Readonly<Record<VerdictKind, Finding['kind']>> = {
  pass: 'pass',
  improved: 'pass',
  regressed: 'fail',
  invalid: 'invalid',
  incomparable: 'invalid',
  inconclusive: 'inconclusive',
};

/** A comparison as findings: one for each metric of each cell. */
export function comparisonFindings(
  comparison: Comparison,
  { failsOnInconclusive = false }: GateStrictness = {},
): FindingReport<VerdictKind> {
  const { outcome, baseline, candidate, options, familySize, warnings } = comparison;
  const { alpha, band } = options;
  return {
    command: 'compare',
    outcome,
    counts: countsText(comparison),
    facts: [
      { label: 'baseline', text: sideText(baseline) },
      { label: 'candidate', text: sideText(candidate) },
      {
        label: 'timed',
        text: `alpha ${alpha} over ${familySize} gated metrics, band ${band * 100} %`,
        sentence:
          `Timed metrics fail with an adjusted p below ${alpha} over ${familySize} gated metrics, ` +
          `a change beyond ${band * 100} % and beyond the noise, in two batches that agree.`,
      },
    ],
    ...metricFindings(comparison.metrics, failsOnInconclusive),
    warnings: warnings.map(({ message }) => message),
  };
}

/** The verdicts on metrics as findings. */
export function metricFindings(
  metrics: readonly MetricComparison[],
  isStrict = false,
): Pick<FindingReport<VerdictKind>, 'findings' | 'verdicts'> {
  return { findings: metrics.map((metric) => findingOf(metric, isStrict)), verdicts: verdictKinds };
}

function findingOf(
  { cell, metric, isGated, verdict }: MetricComparison,
  isStrict: boolean,
): Finding<VerdictKind> {
  return {
    rule: metric,
    verdict: verdict.kind,
    kind: kinds[verdict.kind],
    severity: severityOf(verdict.kind, isGated, isStrict),
    isGated,
    where: { kind: 'cell', cell },
    message: verdict.message,
    ...evidenceOf(verdict),
  };
}

function severityOf(kind: VerdictKind, isGated: boolean, isStrict: boolean): Severity {
  if (kind === 'pass') return 'none';
  if (kind === 'improved') return 'note';
  if (!isGated) return 'warning';
  return kind === 'inconclusive' && !isStrict ? 'warning' : 'error';
}

/** A count is no accident; of a time it is the adjusted p that says so. */
function evidenceOf(verdict: Verdict): Pick<Finding, 'confidence' | 'evidence'> {
  if ('reason' in verdict && verdict.kind !== 'inconclusive')
    return { confidence: null, evidence: { reason: verdict.reason } };
  const { evidence } = verdict;
  if (evidence.kind === 'exact')
    return { confidence: 1, evidence: { from: evidence.from, to: evidence.to } };
  const { costRatio, interval, adjustedP } = evidence;
  const isChange = verdict.kind === 'regressed' || verdict.kind === 'improved';
  return {
    confidence: isChange ? 1 - adjustedP : null,
    evidence: {
      costRatio,
      costRatioLow: interval.low,
      costRatioHigh: Number.isFinite(interval.high) ? interval.high : null,
      adjustedP,
    },
  };
}

/** As in `2 regressed, 1 inconclusive, 40 pass`. */
export function countsText({ counts }: Pick<Comparison, 'counts'>): string {
  const named = verdictKinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`);
  return named.length === 0 ? 'nothing was compared' : named.join(', ');
}

/** One line on each side: which runs, when, where. */
function sideText({ name, ids, startedAt, machine, node }: Comparison['baseline']): string {
  return `${name ?? ids.join(' and ')}, ${startedAt[0] ?? ''}, ${machine}, Node ${node}`;
}
