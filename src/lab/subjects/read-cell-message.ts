import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CellMessage } from './cell-message.ts';

/** The last message of a child: the result of its pass. */
export type FinalMessage = Exclude<CellMessage, { readonly kind: 'state' }>;

const kinds: ReadonlySet<unknown> = new Set(['state', 'exact', 'timed', 'yardstick', 'failed']);

/**
 * Types what a child has said. Both sides are this very program, so only the kind is checked.
 *
 * @throws SandboxError `internal` for anything that no child of ours says
 */
export function readCellMessage(message: unknown): CellMessage {
  if (isCellMessage(message)) return message;
  throw new SandboxError('internal', `a child said ${JSON.stringify(message)?.slice(0, 200)}`);
}

function isCellMessage(message: unknown): message is CellMessage {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && kinds.has(message.kind)
  );
}
