import type { V8Shape } from '../../../maps/model/payload/v8-shape.ts';

/**
 * Text of a program that makes the keys and values of a map, as a service would make them: objects by
 * literals, text without pieces, buffers of their own. It returns `[keyOf, valueOf]`, functions of the
 * number of the entry; `tools` is what `fill-node-process.ts` gives it.
 *
 * @returns `null` for shapes of which nothing says what they hold
 */
export function v8FillSource(key: V8Shape, value: V8Shape): string | null {
  const keyText = expressionOf(key, new Draws('key'));
  const valueText = expressionOf(value, new Draws('value'));
  if (keyText === null || valueText === null) return null;
  return `'use strict';
return [(i) => (${keyText}), (i) => (${valueText})];`;
}

/** Numbers the leaves of open size, so that each draws a size of its own. */
class Draws {
  readonly #side: 'key' | 'value';
  #count = 0;

  constructor(side: 'key' | 'value') {
    this.#side = side;
  }

  /** The compiler would make one object of two equal sums. */
  number(): string {
    return `i + ${this.#side === 'key' ? 0.5 : 0.25 / ++this.#count}`;
  }

  next(): string {
    return `tools.size('${this.#side}', i, ${this.#count++})`;
  }
}

function expressionOf(shape: V8Shape, draws: Draws): string | null {
  switch (shape.kind) {
    case 'smi':
      return 'i';
    case 'boolean':
      return '(i & 1) === 0';
    case 'constant':
      return shape.literal;
    case 'number':
      return draws.number();
    case 'bigint':
      return 'tools.bigint(i)';
    case 'date':
      return 'new Date(1.6e12 + i)';
    case 'random-uuid':
      return 'tools.randomUUID()';
    case 'string': {
      const length = shape.length ?? `${draws.next()} / ${shape.characterBytes}`;
      return `tools.${shape.characterBytes === 1 ? 'latin1' : 'utf16'}(i, ${length})`;
    }
    case 'buffer': {
      const { constructorName, unitBytes } = shape;
      const length = shape.length ?? `Math.floor(${draws.next()} / ${unitBytes})`;
      if (constructorName === 'Buffer') return `Buffer.alloc(${length}, 1)`;
      const one = constructorName.startsWith('Big') ? '1n' : '1';
      return `new ${constructorName}(${length}).fill(${one})`;
    }
    case 'tuple':
      return joined('[', shape.elements, ']', draws);
    case 'array': {
      if (shape.length === null) return null;
      return joined('[', Array<V8Shape>(shape.length).fill(shape.element), ']', draws);
    }
    case 'object': {
      const shapes = shape.fields.map((field) => field.shape);
      const names = shape.fields.map(({ name }) => `${JSON.stringify(name)}: `);
      return joined('{ ', shapes, ' }', draws, names);
    }
    case 'unknown':
      return null;
  }
}

function joined(
  open: string,
  shapes: readonly V8Shape[],
  close: string,
  draws: Draws,
  names: readonly string[] = [],
): string | null {
  const parts: string[] = [];
  for (const [index, shape] of shapes.entries()) {
    const text = expressionOf(shape, draws);
    if (text === null) return null;
    parts.push(`${names[index] ?? ''}${text}`);
  }
  return `${open}${parts.join(', ')}${close}`;
}
