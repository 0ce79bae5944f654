import { isMap, isSeq, parseDocument } from 'yaml';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { AcceptedBreak } from './contract.ts';

/**
 * Adds an acceptance to the text of a contract; what stands in it, comments among it, stays.
 *
 * @param text of a contract that was read without a fault
 */
export function withAcceptance(text: string, acceptance: AcceptedBreak): string {
  const document = parseDocument(text, { version: '1.2' });
  if (!isMap(document.contents))
    throw new SandboxError('internal', 'expected a contract that was read before');
  const entry = document.createNode({ ...acceptance }, { flow: true });
  const known = document.get('accepted', true);
  if (isSeq(known)) known.add(entry);
  else document.set('accepted', document.createNode([entry]));
  return document.toString({ lineWidth: 0 });
}
