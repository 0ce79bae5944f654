import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from './cell.ts';
import { matcherOf } from './name-pattern.ts';
import { nearestName } from '../../base/primitives/errors/nearest-name.ts';

/** Which of the cells are wanted; both together must hold. */
export interface CellSelection {
  /** Identities of cells, or patterns with `*` and `?`. @default all */
  readonly cells?: readonly string[];
  /** A regular expression that the identity or the purpose of a cell matches. @default all */
  readonly grep?: string;
}

const mostNamed = 20;

/**
 * The cells that are wanted, in their order.
 *
 * @throws SandboxError `usage` for an expression that is none, and where nothing is left
 */
export function selectCells(
  cells: readonly Cell[],
  { cells: identities, grep }: CellSelection,
): readonly Cell[] {
  let selected = cells;
  if (identities !== undefined && identities.length > 0) {
    for (const each of identities) requireMatch(each, cells);
    const matchers = identities.map(matcherOf);
    selected = selected.filter(({ id }) => matchers.some((isMatch) => isMatch(id)));
  }
  if (grep === undefined) return selected;
  const expression = parseExpression(grep);
  selected = selected.filter(({ id, purpose }) => expression.test(id) || expression.test(purpose));
  if (selected.length === 0)
    throw new SandboxError('usage', `no cell matches --grep ${grep}; ${namedOf(cells)}`);
  return selected;
}

function requireMatch(identity: string, cells: readonly Cell[]): void {
  const isMatch = matcherOf(identity);
  if (cells.some(({ id }) => isMatch(id))) return;
  const nearest = nearestName(
    identity,
    cells.map(({ id }) => id),
  );
  throw new SandboxError(
    'usage',
    `no cell ${identity} (${nearest === undefined ? namedOf(cells) : `did you mean ${nearest}?`})`,
  );
}

function namedOf(cells: readonly Cell[]): string {
  const named = cells.slice(0, mostNamed).map(({ id }) => id);
  const left = cells.length - named.length;
  return `cells are ${named.join(', ')}${left === 0 ? '' : ` and ${left} more`}`;
}

function parseExpression(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch {
    throw new SandboxError('usage', `expected --grep to be a regular expression, got ${text}`);
  }
}
