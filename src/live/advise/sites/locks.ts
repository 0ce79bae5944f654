import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { HeldLock } from './map-site.ts';

/** Locks held at a point of a function, by the expression that names them. */
export type Held = Map<string, HeldLock>;

const modes = { Lock: 'write', RLock: 'read' } as const;

/** Takes notice of `x.Lock()` and its kin; whether the statement was one. */
export function takeLock(call: SyntaxNode, held: Held): boolean {
  const target = call.at('function');
  const name = target?.at('operand')?.text;
  const method = target?.at('field')?.text ?? '';
  if (call.kind !== 'call_expression' || name === undefined) return false;
  if ((call.at('arguments')?.children.length ?? 0) > 0) return false;
  if (method === 'Lock' || method === 'RLock') {
    held.set(name, { name, mode: modes[method] });
    return true;
  }
  if (method !== 'Unlock' && method !== 'RUnlock') return false;
  held.delete(name);
  return true;
}

/** Whether a deferred call only lets a lock go, which happens at the end. */
export function isUnlock(call: SyntaxNode): boolean {
  return /\.R?Unlock\(\)$/.test(call.text);
}

/** The lock that counts: one for all before one for readers. */
export function strongestLock(held: Held): HeldLock | null {
  const locks = [...held.values()];
  return locks.find(({ mode }) => mode === 'write') ?? locks[0] ?? null;
}

/** Whether the name or the comment of a function says that its caller holds the lock. */
export function saysCallerLocks(name: string, comment: string): boolean {
  if (/(?:locked|nolock|withlock|LH)$/i.test(name)) return true;
  if (/not (?:be )?held/i.test(comment)) return false;
  return (
    /\block(?:s|ed)?\b.{0,40}\b(?:held|acquired)\b/i.test(comment) ||
    /hold(?:s|ing)? the .{0,20}lock|must hold|must be held|under lock|with .{0,30}(?:held|locked)|caller.{0,40}lock/i.test(
      comment,
    )
  );
}
