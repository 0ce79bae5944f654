import { growthSentence } from '../../../maps/model/plan/growth-sentence.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { replacementSentence } from '../../../maps/model/plan/replacement-sentence.ts';
import { chargedBytes } from '../../../maps/model/size-class.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { killReason } from '../../record/figures/kill-reason.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { ExactRun } from '../../record/run-record.ts';
import type { CapacityRequest, SandboxFill } from './capacity.ts';
import { layoutOf } from './fill-cell.ts';

/** What ended a fill, in a word. */
export function endedBy(outcome: Outcome): SandboxFill['endedBy'] {
  if (outcome.kind === 'completed') return 'no more keys';
  if (outcome.kind === 'map-full') return 'the map';
  if (outcome.kind !== 'killed') return 'the limit';
  return outcome.by === 'v8-heap' ? 'the heap of V8' : 'the kernel';
}

/**
 * What ended a fill with so many entries and bytes of strings, as the end of a sentence.
 *
 * @throws SandboxError `invalid` where the process failed, so that nothing is known of what fits
 */
export function fillEnding(
  request: CapacityRequest,
  run: Pick<ExactRun, 'outcome' | 'limits' | 'usage'>,
  entries: number,
  stringBytes: number,
): string {
  const { outcome } = run;
  const { limitBytes } = request;
  const limit = formatLimitBytes(limitBytes);
  switch (outcome.kind) {
    case 'completed':
      return `nothing: there are only ${formatCount(entries)} different keys`;
    case 'out-of-memory': {
      const { bytesHeld, bytesRefused, growth } = outcome;
      const strings = stringBytes === 0 ? '' : ` and ${formatBytes(stringBytes)} of strings`;
      if (outcome.operation === 0)
        return `making it: the table for the hint takes ${formatBytes(bytesRefused)}, above ${limit}`;
      if (growth !== null) {
        const bytesDuring = bytesHeld + bytesRefused;
        const event = { ...growth, entries: entries + 1, bytesBefore: bytesHeld, bytesDuring };
        const also = stringBytes === 0 ? '' : `, beside ${formatBytes(stringBytes)} of strings`;
        return `it ${growthSentence(event)}${also}, above ${limit}`;
      }
      return `${formatBytes(bytesRefused)} for ${purposeOf(request, bytesRefused)} at insert ${formatCount(entries + 1)} beside ${formatBytes(bytesHeld)} of the map${strings}, above ${limit}`;
    }
    case 'killed':
      return outcome.by === 'v8-heap' || outcome.by === 'oom-killer'
        ? killReason(outcome, run)
        : failed(killReason(outcome, run));
    case 'map-full':
      return `the map itself, whatever the memory: ${replacementSentence('map')}`;
    case 'failed':
      return failed(outcome.message);
    case 'timed-out':
      return failed(
        `it took more than ${outcome.timeLimitMs / 1000} s, by when it had ${formatCount(entries)} entries`,
      );
    case 'concurrent-map-writes':
    case 'concurrent-map-read-and-map-write':
    case 'invalid':
    case 'skipped':
      return failed(outcome.kind);
  }
}

/** What the refused bytes were for, where it was no doubling of a classic map. */
function purposeOf(request: CapacityRequest, bytesRefused: number): string {
  const { isString, keyBytes } = layoutOf(request);
  if (isString && bytesRefused <= chargedBytes(keyBytes, false)) return 'the bytes of a key';
  if (request.guard === 'sync.Map' && modelFacts(request.map).family === 'swiss')
    return 'an entry or a node of the trie';
  return modelFacts(request.map).family === 'classic'
    ? 'an overflow bucket or an entry'
    : 'a table that grows or splits';
}

function failed(why: string): never {
  throw new SandboxError('invalid', `the sandbox did not fill the map: ${why}`);
}
