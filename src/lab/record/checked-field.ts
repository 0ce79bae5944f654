import { isMoment } from '../../base/primitives/is-moment.ts';
import { showValue } from '../../base/primitives/errors/show-value.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/**
 * A value of a parsed JSON document that knows its place. For readers that take a small part of a
 * large document and start too often to wait for a schema library; each method checks what it gives.
 */
export class CheckedField {
  readonly value: unknown;
  readonly #where: string;
  readonly #parent: CheckedField | null;
  readonly #key: string | number;

  /** @param where what the messages name, usually the file */
  constructor(
    value: unknown,
    where: string,
    parent: CheckedField | null = null,
    key: string | number = '',
  ) {
    this.value = value;
    this.#where = where;
    this.#parent = parent;
    this.#key = key;
  }

  /** The member of an object. A member that is not there is a field without a value. */
  at(key: string): CheckedField {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.refuse('an object');
    return new CheckedField(Reflect.get(value, key), this.#where, this, key);
  }

  has(key: string): boolean {
    return this.at(key).value !== undefined;
  }

  list(): readonly CheckedField[] {
    if (!Array.isArray(this.value)) throw this.refuse('a list');
    return this.value.map((item, index) => new CheckedField(item, this.#where, this, index));
  }

  /**
   * One value for each item of a list, without a field for each where `quick` gives it: a record has
   * thousands. Of an item for which that is `null`, `careful` says what is wrong.
   */
  listOf<Value>(
    quick: (item: unknown) => Value | null,
    careful: (field: CheckedField) => Value,
  ): readonly Value[] {
    if (!Array.isArray(this.value)) throw this.refuse('a list');
    return this.value.map(
      (item: unknown, index) =>
        quick(item) ?? careful(new CheckedField(item, this.#where, this, index)),
    );
  }

  text(): string {
    if (typeof this.value === 'string') return this.value;
    throw this.refuse('a string');
  }

  /** A moment in UTC, ISO 8601. */
  moment(): string {
    const { value } = this;
    if (typeof value === 'string' && isMoment(value)) return value;
    throw this.refuse('a moment in UTC such as 2026-11-22T10:00:00.000Z');
  }

  flag(): boolean {
    if (typeof this.value === 'boolean') return this.value;
    throw this.refuse('true or false');
  }

  /** A whole number of at least 0. */
  count(): number {
    const { value } = this;
    if (isCount(value)) return value;
    throw this.refuse('a whole number of at least 0');
  }

  /** A number of at least 0. */
  figure(): number {
    const { value } = this;
    if (typeof value === 'number' && value >= 0) return value;
    throw this.refuse('a number of at least 0');
  }

  oneOf<const Name extends string>(names: readonly Name[]): Name {
    const found = names.find((name) => name === this.value);
    if (found !== undefined) return found;
    throw this.refuse(`one of ${names.join(', ')}`);
  }

  /** Lists of plain values are long: they are checked without a field for each. */
  counts(): readonly number[] {
    return this.#plain('whole numbers of at least 0', isCount);
  }

  countsOrNulls(): readonly (number | null)[] {
    return this.#plain(
      'whole numbers of at least 0 or null',
      (item) => item === null || isCount(item),
    );
  }

  figuresOrNulls(): readonly (number | null)[] {
    return this.#plain(
      'numbers of at least 0 or null',
      (item): item is number | null => item === null || (typeof item === 'number' && item >= 0),
    );
  }

  texts(): readonly string[] {
    return this.#plain('strings', (item) => typeof item === 'string');
  }

  #plain<Item>(rule: string, isItem: (item: unknown) => item is Item): readonly Item[] {
    const { value } = this;
    if (!Array.isArray(value)) throw this.refuse(`a list of ${rule}`);
    const items: readonly unknown[] = value;
    const index = items.findIndex((item) => !isItem(item));
    if (index !== -1) throw new CheckedField(items[index], this.#where, this, index).refuse(rule);
    return items.filter(isItem);
  }

  /** What the field holds, or `null` where it holds `null`. */
  orNull<Value>(read: (field: CheckedField) => Value): Value | null {
    return this.value === null ? null : read(this);
  }

  /** The error for a field that breaks its rule: `input`, with the path and the value. */
  refuse(rule: string): SandboxError {
    const message = `cannot read ${this.#where}: expected ${this.path()} to be ${rule}, got ${showValue(this.value)}`;
    return new SandboxError('input', message);
  }

  /** As in `cells[3].rounds[0].usage`. */
  path(): string {
    if (this.#parent === null) return 'the document';
    const before = this.#parent.#parent === null ? '' : this.#parent.path();
    if (typeof this.#key === 'number') return `${before}[${this.#key}]`;
    return before === '' ? this.#key : `${before}.${this.#key}`;
  }
}

/** Whether it is a whole number of at least 0. */
export function isCount(item: unknown): item is number {
  return typeof item === 'number' && Number.isSafeInteger(item) && item >= 0;
}
