import type { ChildEnding, KilledBy } from './child-ending.ts';
import { joinFailure, joinFailureCode } from '../program/launch-command.ts';

/** Everything that tells how a child ended. */
export interface EndingEvidence {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set where the parent ended the child. */
  readonly by?: Extract<KilledBy, 'time-limit' | 'interrupt'>;
  /** Set where the parent ended the child because of what it sent. */
  readonly failure?: string;
  readonly oomKills: number | null;
  readonly stderrTail: string;
}

/**
 * How a child ended. The kernel ends a child by the same signal as the parent does; only the
 * group's counter of such kills tells them apart. A child that ended by itself before the parent's
 * signal reached it has exited.
 */
export function childEndingOf(evidence: EndingEvidence): ChildEnding {
  const { exitCode, signal, failure, stderrTail } = evidence;
  if (failure !== undefined) return { kind: 'failed', message: failure };
  if (signal !== null) return { kind: 'killed', signal, by: killer(evidence, signal) };
  if (exitCode === joinFailureCode && stderrTail.includes(joinFailure)) {
    return { kind: 'failed', message: stderrTail.slice(stderrTail.indexOf(joinFailure)).trim() };
  }
  return { kind: 'exited', exitCode: exitCode ?? 0 };
}

function killer(evidence: EndingEvidence, signal: string): KilledBy {
  if (signal === 'SIGKILL') {
    return evidence.by ?? ((evidence.oomKills ?? 0) > 0 ? 'oom-killer' : 'unknown');
  }
  // V8 prints `FATAL ERROR: ... JavaScript heap out of memory` and aborts.
  const isHeap = /FATAL ERROR: .*(?:heap|allocation)/iu.test(evidence.stderrTail);
  return isHeap && /^SIG(?:ABRT|TRAP|ILL)$/.test(signal) ? 'v8-heap' : 'unknown';
}
