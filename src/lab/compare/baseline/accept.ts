import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Acceptance, Baseline } from './baseline.ts';
import type { Comparison, MetricComparison } from '../comparison.ts';

/** What is accepted, and why. */
export interface AcceptRequest {
  readonly cell: string;
  /** A metric, or `all` for every metric of the cell that regressed or improved. */
  readonly metric: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Takes what a comparison found as what the baseline expects from now on. The records in the baseline
 * stay as they are; the acceptances are kept beside them, with their reasons.
 *
 * @throws SandboxError `usage` if the cell or metric was not compared, has no change to accept, or the
 *   reason is empty
 */
export function accept(
  baseline: Baseline,
  comparison: Comparison,
  request: AcceptRequest,
): Baseline {
  if (request.reason.trim() === '') {
    throw new SandboxError('usage', 'expected a reason that is not empty, got ""');
  }
  const ofCell = comparison.metrics.filter(({ cell }) => cell === request.cell);
  if (ofCell.length === 0) throw nothingToAccept(`no cell ${request.cell} was compared`);
  const chosen = ofCell.filter(
    ({ metric }) => metric === request.metric || request.metric === 'all',
  );
  if (chosen.length === 0) {
    throw nothingToAccept(`${request.cell} has no metric ${request.metric}`);
  }
  const accepted = chosen.flatMap((one) => acceptanceOf(one, request));
  if (accepted.length === 0) {
    const found = chosen.map(({ metric, verdict }) => `${metric} is ${verdict.kind}`).join(', ');
    throw nothingToAccept(`${request.cell} has no change to accept: ${found}`);
  }
  return { ...baseline, acceptances: [...baseline.acceptances, ...accepted] };
}

function nothingToAccept(message: string): SandboxError {
  return new SandboxError('usage', message);
}

/** Only what was found for certain is taken: a change that nobody could tell is no new normal. */
function acceptanceOf(
  { cell, metric, verdict }: MetricComparison,
  { reason, at }: AcceptRequest,
): readonly Acceptance[] {
  if (verdict.kind !== 'regressed' && verdict.kind !== 'improved') return [];
  const { evidence } = verdict;
  if (evidence.kind === 'exact') {
    return [{ cell, metric, from: evidence.from, to: evidence.to, reason, at }];
  }
  const { from, to } = evidence;
  return [{ cell, metric, from: from.median, to: to.median, reason, at }];
}
