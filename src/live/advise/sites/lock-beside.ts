import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { Declarations } from '../types/declarations.ts';
import type { SiteLock } from './map-site.ts';

/** The lock of a struct that a field most likely belongs to: one that has its name, else the first. */
export function lockBeside(fields: readonly SyntaxNode[], map: string): SiteLock | null {
  const locks = fields.flatMap((field) => {
    const kind = lockKind(field.at('type')?.text ?? '');
    if (kind === null) return [];
    const names = field.allAt('name').map(({ text }) => text);
    return (names.length === 0 ? [lastWord(field.text)] : names).map((name) => ({ name, kind }));
  });
  return nearest(locks, map);
}

/** The lock of a package that a variable most likely belongs to, by its name. */
export function lockOfGlobal(map: string, declarations: Declarations): SiteLock | null {
  for (const suffix of ['Mu', 'Mutex', 'Lock', 'Mtx', 'M', 'L']) {
    const name = `${map}${suffix}`;
    const kind = lockKind(declarations.find('var', name)?.node.at('type')?.text ?? '');
    if (kind !== null) return { name, kind };
  }
  return null;
}

function nearest(locks: readonly SiteLock[], map: string): SiteLock | null {
  const own = locks.find(({ name }) => name.toLowerCase().startsWith(map.toLowerCase()));
  return own ?? locks[0] ?? null;
}

function lockKind(type: string): SiteLock['kind'] | null {
  const name = type.replace(/^\*/, '');
  if (name === 'sync.RWMutex' || name.endsWith('.RWMutex')) return 'rwmutex';
  return name === 'sync.Mutex' || name.endsWith('.Mutex') ? 'mutex' : null;
}

function lastWord(text: string): string {
  return text.split('.').at(-1)?.trim() ?? text;
}
