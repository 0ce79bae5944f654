import { Labels, labelsKey, noLabels } from './labels.ts';
import { shown, type PageCursor } from './page-cursor.ts';

/** How a format writes labels. */
export interface LabelRules {
  /** Whether blanks may stand around names, values and commas, and a comma after the last label. */
  readonly isLoose: boolean;
  /** Whether `\x` is an error; else it stands for itself. */
  readonly hasStrictEscapes: boolean;
}

/** Names of labels as a page has them, and in the order in which it had them first. */
interface LabelShape {
  readonly names: readonly string[];
  readonly firstNames: readonly string[];
}

/**
 * Reads the labels of a page. Most lines have the labels of the line before: their names are not read
 * again, and the key of a series is then the text itself.
 */
export class LabelReader {
  /** Of the labels that were read last: the same for the same labels in any order, and for no others. */
  key = '';
  readonly #cursor: PageCursor;
  readonly #rules: LabelRules;
  readonly #shapes = new Map<string, LabelShape>();
  /** First orders by the names in the order of the alphabet. */
  readonly #firstNames = new Map<string, readonly string[]>();
  #last: LabelShape = { names: [], firstNames: [] };
  /** Whether all labels so far are those of the line before, so that the next one is none of them. */
  #isAsLast = true;
  /** The labels so far where they are not. */
  #seen = new Set<string>();

  constructor(cursor: PageCursor, rules: LabelRules) {
    this.#cursor = cursor;
    this.#rules = rules;
  }

  /** None. */
  empty(): Labels {
    this.key = '';
    return noLabels;
  }

  /** The labels between braces, the first of which was read. */
  read(): Labels {
    const cursor: PageCursor = this.#cursor;
    const from = cursor.at;
    const names: string[] = [];
    const values: string[] = [];
    // Beside names, signs and quoted values there is nothing else.
    let plainLength = 0;
    this.#isAsLast = true;
    this.#skipBlanks();
    while (!cursor.take('}')) {
      const name = this.#name(names);
      names.push(name);
      const value = this.#value(name);
      values.push(value);
      plainLength += name.length + value.length + 4;
      this.#skipBlanks();
      if (cursor.is('}')) continue;
      if (!cursor.take(','))
        cursor.fail(`expected "," or "}" after the label ${name}, got ${cursor.here()}`);
      this.#skipBlanks();
      if (!this.#rules.isLoose && cursor.is('}'))
        cursor.fail('expected the name of a label after ",", got "}"');
    }
    const shape = this.#shapeOf(names);
    const labels = new Labels(shape.names, values);
    const isPlain = shape.firstNames === shape.names && cursor.at - from === plainLength;
    this.key = isPlain
      ? cursor.text.slice(from, cursor.at - 1)
      : labelsKey(labels, shape.firstNames);
    return labels;
  }

  #name(before: readonly string[]): string {
    const cursor: PageCursor = this.#cursor;
    const expected = this.#isAsLast ? this.#last.names[before.length] : undefined;
    if (expected !== undefined && cursor.text.startsWith(expected, cursor.at)) {
      const end = cursor.at + expected.length;
      if (cursor.text[end] === '=') {
        cursor.at = end;
        return expected;
      }
    }
    if (this.#isAsLast) this.#seen = new Set(before);
    this.#isAsLast = false;
    const from = cursor.at;
    const name = cursor.name(false);
    if (name === '') cursor.fail(`expected the name of a label, got ${cursor.here()}`);
    if (name === '__name__')
      cursor.fail('expected a label that is not the name of the metric', from);
    if (this.#seen.has(name))
      cursor.fail(`expected each label once, got ${shown(name)} again`, from);
    this.#seen.add(name);
    return name;
  }

  #value(name: string): string {
    const cursor: PageCursor = this.#cursor;
    this.#skipBlanks();
    if (!cursor.take('='))
      cursor.fail(`expected "=" after the label ${name}, got ${cursor.here()}`);
    this.#skipBlanks();
    if (!cursor.take('"'))
      cursor.fail(`expected a quote before the value of the label ${name}, got ${cursor.here()}`);
    return cursor.quoted(this.#rules.hasStrictEscapes);
  }

  #skipBlanks(): void {
    if (this.#rules.isLoose) this.#cursor.skipBlanks();
  }

  #shapeOf(names: readonly string[]): LabelShape {
    if (this.#isAsLast && names.length === this.#last.names.length) return this.#last;
    const word = names.join();
    const known = this.#shapes.get(word);
    this.#last = known ?? this.#newShape(word, names);
    return this.#last;
  }

  #newShape(word: string, names: readonly string[]): LabelShape {
    const sorted = names.toSorted().join();
    const firstNames = this.#firstNames.get(sorted) ?? names;
    this.#firstNames.set(sorted, firstNames);
    const shape = { names, firstNames };
    this.#shapes.set(word, shape);
    return shape;
  }
}
