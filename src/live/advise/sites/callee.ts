import { type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import { pointee } from '../types/go-type-ref.ts';
import { type Place, typeOf } from '../types/type-of.ts';
import type { HeldLock } from './map-site.ts';

/** A function that is called, and the locks that are held, as it sees them. */
interface Callee {
  readonly callee: string;
  /** The type whose method it is, `''` of a function; `null` where the type is not seen. */
  readonly receiver: string | null;
  readonly held: readonly HeldLock[];
}

/** What a call names; `null` where it names no function. */
export function calleeOf(
  target: SyntaxNode,
  locks: readonly HeldLock[],
  place: Place,
): Callee | null {
  if (target.kind === 'identifier') {
    const passed = (target.parent?.at('arguments')?.children ?? []).map(({ text }) => text);
    return { callee: target.text, receiver: '', held: seenFrom(locks, passed) };
  }
  const [operand, field] = [target.at('operand'), target.at('field')];
  if (operand === null || field === null) return null;
  const held = seenFrom(locks, [unwrapped(operand).text]);
  const type = typeOf(unwrapped(operand), place);
  if (type === null) return { callee: field.text, receiver: null, held };
  const { kind, text } = pointee(type).node;
  const isNamed = kind === 'type_identifier' || kind === 'generic_type';
  return { callee: field.text, receiver: isNamed ? text : null, held };
}

/** `c.mu` is `mu` to a method of `c`, and `c` itself its `Mutex`; a lock of something else stays that. */
function seenFrom(locks: readonly HeldLock[], passed: readonly string[]): readonly HeldLock[] {
  return locks.map(({ name, mode }) => {
    if (passed.includes(name)) return { name: 'Mutex', mode };
    const dot = name.lastIndexOf('.');
    if (dot === -1) return { name, mode };
    const isOwn = passed.includes(name.slice(0, dot));
    return { name: isOwn ? name.slice(dot + 1) : elsewhere(name), mode };
  });
}

/** The name of a lock that belongs to another value than the one that a function works on. */
export function elsewhere(name: string): string {
  return name.endsWith(mark) ? name : `${name}${mark}`;
}

const mark = ' of a caller';
