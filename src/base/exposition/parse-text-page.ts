import type { ExpositionPage, MetricFamily, MetricType, ExposedSample } from './exposition-page.ts';
import { PageCursor, shown } from './page-cursor.ts';
import { parseExpositionNumber } from './parse-exposition-number.ts';
import { LabelReader, type LabelRules } from './label-reader.ts';

const types: ReadonlyMap<string, MetricType> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
]);

const suffixes: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
};

const rules: LabelRules = { isLoose: true, hasStrictEscapes: true };

interface OpenFamily extends MetricFamily {
  type: MetricType;
  help: string | null;
  readonly samples: ExposedSample[];
  hasType: boolean;
  /** Of its samples, with their times. */
  readonly series: Set<string>;
}

/**
 * Reads a page in Prometheus's text format 0.0.4, as strictly as Prometheus's own tools do: whatever
 * follows no rule of the format is an error, and where it stands.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @throws ExpositionError
 */
export function parseTextPage(text: string): ExpositionPage {
  const page = new TextPage(text);
  page.read();
  return { format: 'text', families: page.families, duplicates: page.duplicates };
}

class TextPage {
  readonly families: OpenFamily[] = [];
  readonly duplicates: ExposedSample[] = [];
  readonly #cursor: PageCursor;
  readonly #labels: LabelReader;
  /** By their own names. */
  readonly #byName = new Map<string, OpenFamily>();
  /** By the name of the last sample, which most samples have as well. */
  #lastName = '';
  #last: OpenFamily | null = null;

  constructor(text: string) {
    this.#cursor = new PageCursor(text);
    this.#labels = new LabelReader(this.#cursor, rules);
  }

  read(): void {
    const cursor: PageCursor = this.#cursor;
    while (!cursor.isAtEnd) {
      cursor.skipBlanks();
      if (cursor.isAtEnd) return;
      if (cursor.take('#')) this.#comment();
      else if (!cursor.isAtLineEnd) this.#sample();
      if (cursor.isAtEnd) cursor.fail('expected a line feed at the end of the page, got none');
      cursor.endLine('after it');
    }
  }

  /** Any comment may stand anywhere; one that begins with HELP or TYPE is none. */
  #comment(): void {
    const cursor: PageCursor = this.#cursor;
    cursor.skipBlanks();
    const keyword = cursor.word();
    cursor.skipBlanks();
    if ((keyword !== 'HELP' && keyword !== 'TYPE') || cursor.isAtLineEnd) {
      cursor.rest();
      return;
    }
    const from = cursor.at;
    const name = cursor.name(true);
    if (cursor.isAtLineEnd) return;
    if (!cursor.is(' ') && !cursor.is('\t'))
      cursor.fail(
        `expected the name of a metric after ${keyword}, got ${shown(name + cursor.text.charAt(cursor.at))}`,
        from,
      );
    const family = this.#familyOf(name);
    cursor.skipBlanks();
    if (cursor.isAtLineEnd) return;
    if (keyword === 'HELP') {
      if (family.help !== null) cursor.fail(`expected one HELP of ${name}, got a second one`, from);
      family.help = cursor.escapedRest(true, false);
    } else this.#type(family, from);
  }

  #type(family: OpenFamily, from: number): void {
    const cursor: PageCursor = this.#cursor;
    if (family.samples.length > 0)
      cursor.fail(`expected TYPE of ${family.name} before its samples, got it after them`, from);
    if (family.hasType) cursor.fail(`expected one TYPE of ${family.name}, got a second one`, from);
    const at = cursor.at;
    const word = cursor.rest();
    const type = types.get(word);
    if (type === undefined)
      cursor.fail(
        `expected ${[...types.keys()].join(', ')} as the type of ${family.name}, got ${shown(word)}`,
        at,
      );
    family.type = type;
    family.hasType = true;
  }

  #sample(): void {
    const cursor: PageCursor = this.#cursor;
    const name = cursor.name(true);
    if (name === '') cursor.fail(`expected the name of a metric, got ${cursor.here()}`);
    const family =
      name === this.#lastName && this.#last !== null ? this.#last : this.#familyOf(name);
    this.#lastName = name;
    this.#last = family;
    cursor.skipBlanks();
    const labels = cursor.take('{') ? this.#labels.read() : this.#labels.empty();
    cursor.skipBlanks();
    const at = cursor.at;
    const word = cursor.word();
    const value = numberOf(word);
    if (value === null)
      cursor.fail(`expected a number as the value of ${name}, got ${shown(word)}`, at);
    checkBound(cursor, family, labels, at);
    const sample = {
      name,
      labels,
      value,
      timestampSeconds: cursor.isAtLineEnd ? null : this.#timestamp(name),
      exemplar: null,
      line: cursor.line,
    };
    const before = family.series.size;
    family.series.add(`${name} ${sample.timestampSeconds ?? ''} ${this.#labels.key}`);
    if (family.series.size > before) family.samples.push(sample);
    else this.duplicates.push(sample);
  }

  #timestamp(name: string): number {
    const cursor: PageCursor = this.#cursor;
    cursor.skipBlanks();
    const at = cursor.at;
    const word = cursor.word();
    if (!/^[+-]?\d{1,19}$/.test(word))
      cursor.fail(`expected whole milliseconds after the value of ${name}, got ${shown(word)}`, at);
    if (!cursor.isAtLineEnd)
      cursor.fail(
        `expected the end of the line after the time stamp of ${name}, got ${cursor.here()}`,
      );
    return Number(word) / 1000;
  }

  /** The family of a sample: its own, or the histogram or summary of which it is a part. */
  #familyOf(name: string): OpenFamily {
    const own = this.#byName.get(name) ?? this.#wholeOf(name);
    if (own !== undefined) return own;
    const family: OpenFamily = {
      name,
      type: 'unknown',
      help: null,
      unit: null,
      samples: [],
      line: this.#cursor.line,
      hasType: false,
      series: new Set(),
    };
    this.#byName.set(name, family);
    this.families.push(family);
    return family;
  }

  #wholeOf(name: string): OpenFamily | undefined {
    const cut = name.lastIndexOf('_');
    const whole = cut <= 0 ? undefined : this.#byName.get(name.slice(0, cut));
    return whole !== undefined && suffixes[whole.type]?.includes(name.slice(cut)) === true
      ? whole
      : undefined;
  }
}

/** Go's reader takes no number beyond its own, and no signed NaN. */
function numberOf(word: string): number | null {
  const value = parseExpositionNumber(word);
  if (value === null || (Number.isNaN(value) && word.length > 3)) return null;
  const isBeyond = !Number.isFinite(value) && /\d/.test(word);
  return isBeyond ? null : value;
}

/** Buckets and quantiles say in a label of which numbers they are. */
function checkBound(
  cursor: PageCursor,
  { name, type }: OpenFamily,
  labels: ExposedSample['labels'],
  at: number,
): void {
  if (type !== 'histogram' && type !== 'summary') return;
  const label = type === 'histogram' ? 'le' : 'quantile';
  const bound = labels.get(label);
  if (bound !== undefined && numberOf(bound) === null)
    cursor.fail(`expected a number as the label ${label} of ${name}, got ${shown(bound)}`, at);
}
