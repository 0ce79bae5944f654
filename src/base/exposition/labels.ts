import type { LabelValues } from './exposition-page.ts';

/** Labels whose names are shared by all samples that have the same ones in the same order. */
export class Labels implements LabelValues {
  readonly #names: readonly string[];
  readonly #values: readonly string[];

  constructor(names: readonly string[], values: readonly string[]) {
    this.#names = names;
    this.#values = values;
  }

  get size(): number {
    return this.#names.length;
  }

  get(name: string): string | undefined {
    const index = this.#names.indexOf(name);
    return index === -1 ? undefined : this.#values[index];
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, string]> {
    for (const [index, name] of this.#names.entries()) yield [name, this.#values[index] ?? ''];
  }

  /** The same without one of them. */
  without(name: string): Labels {
    const at = this.#names.indexOf(name);
    return at === -1
      ? this
      : new Labels(this.#names.toSpliced(at, 1), this.#values.toSpliced(at, 1));
  }
}

export const noLabels: Labels = new Labels([], []);

/** A series as a page has it: `name{label="value"}`, with the labels in their order. */
export function seriesName(name: string, labels: LabelValues): string {
  return labels.size === 0 ? name : `${name}{${labelsText(labels)}}`;
}

/**
 * Labels as a text that is the same for the same ones, and for no others.
 *
 * @param order of their names; that of the alphabet by default
 */
export function labelsKey(labels: LabelValues, order?: readonly string[]): string {
  const values = new Map(labels);
  const names = order ?? [...values.keys()].toSorted();
  return labelsText(names.map((name) => [name, values.get(name) ?? '']));
}

function labelsText(labels: Iterable<readonly [string, string]>): string {
  let text = '';
  for (const [label, value] of labels)
    text += `${text === '' ? '' : ','}${label}="${escaped(value)}"`;
  return text;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
