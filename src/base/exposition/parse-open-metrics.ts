import { histogramFault } from './check-histogram.ts';
import { sampleFault } from './check-open-metrics-sample.ts';
import { ExpositionError } from './exposition-error.ts';
import type { Exemplar, ExpositionPage, ExposedSample } from './exposition-page.ts';
import {
  metricLabels,
  openMetricsTypes,
  sampleSuffixes,
  typesWithParts,
  type OpenMetricsFamily,
} from './open-metrics-family.ts';
import { PageCursor, shown } from './page-cursor.ts';
import { parseExpositionNumber } from './parse-exposition-number.ts';
import { LabelReader, type LabelRules } from './label-reader.ts';
import { labelsKey } from './labels.ts';

const rules: LabelRules = { isLoose: false, hasStrictEscapes: false };

/** The metric of which a sample was read last, within its family. */
interface OpenMetric {
  readonly key: string;
  readonly timestampSeconds: number | null;
}

/**
 * Reads a page in OpenMetrics 1.0: its grammar, and what it asks of families, types and values.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 * @throws ExpositionError
 */
export function parseOpenMetrics(text: string): ExpositionPage {
  const page = new OpenMetricsPage(text);
  page.read();
  return { format: 'openmetrics', families: page.families, duplicates: page.duplicates };
}

class OpenMetricsPage {
  readonly families: OpenMetricsFamily[] = [];
  readonly duplicates: ExposedSample[] = [];
  readonly #cursor: PageCursor;
  /** Names of samples that a family before may have had. */
  readonly #taken = new Set<string>();
  #family: OpenMetricsFamily | null = null;
  #allowed: ReadonlySet<string> = new Set();
  #metric: OpenMetric | null = null;
  readonly #seen = new Set<string>();
  readonly #series = new Set<string>();
  readonly #labels: LabelReader;

  constructor(text: string) {
    this.#cursor = new PageCursor(text);
    this.#labels = new LabelReader(this.#cursor, rules);
  }

  read(): void {
    const cursor: PageCursor = this.#cursor;
    let hasEnded = false;
    while (!cursor.isAtEnd) {
      if (hasEnded) cursor.fail('expected nothing after # EOF, got another line');
      if (cursor.isAtLineEnd) cursor.fail('expected no empty line, got one');
      if (cursor.take('#')) hasEnded = this.#metadata();
      else this.#sample();
      if (cursor.isAtEnd) break;
      cursor.endLine('after it');
    }
    this.#closeFamily();
    if (!hasEnded) cursor.fail('expected # EOF at the end, got none');
  }

  /** Whether it was the end of the page. */
  #metadata(): boolean {
    const cursor: PageCursor = this.#cursor;
    cursor.expect(' ', 'after #');
    const at = cursor.at;
    const keyword = cursor.word();
    if (keyword === 'EOF' && cursor.isAtLineEnd) return true;
    if (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT')
      cursor.fail(`expected HELP, TYPE, UNIT or EOF after #, got ${shown(keyword)}`, at);
    cursor.expect(' ', `after ${keyword}`);
    const nameAt = cursor.at;
    const name = cursor.name(true);
    if (name === '')
      cursor.fail(`expected the name of a metric after ${keyword}, got ${cursor.here()}`);
    cursor.expect(' ', `after the name ${name}`);
    const family = this.#family?.name === name ? this.#family : this.#openFamily(name);
    if (family.samples.length > 0)
      cursor.fail(`expected ${keyword} of ${name} before its samples, got it after them`, nameAt);
    this.#describe(family, keyword, nameAt);
    return false;
  }

  #describe(family: OpenMetricsFamily, keyword: 'HELP' | 'TYPE' | 'UNIT', nameAt: number): void {
    const cursor: PageCursor = this.#cursor;
    const { name } = family;
    const isSecond = {
      HELP: family.help !== null,
      TYPE: family.hasType,
      UNIT: family.unit !== null,
    };
    if (isSecond[keyword])
      cursor.fail(`expected one ${keyword} of ${name}, got a second one`, nameAt);
    const at = cursor.at;
    if (keyword === 'HELP') family.help = cursor.escapedRest(false, true);
    else if (keyword === 'UNIT') {
      family.unit = cursor.rest();
      if (family.unit !== '' && !name.endsWith(`_${family.unit}`))
        cursor.fail(`expected the name ${name} to end in its unit, got ${shown(family.unit)}`, at);
    } else {
      const word = cursor.rest();
      const type = openMetricsTypes.get(word);
      if (type === undefined)
        cursor.fail(
          `expected ${[...openMetricsTypes.keys()].join(', ')} as the type of ${name}, got ${shown(word)}`,
          at,
        );
      family.type = type;
      family.hasType = true;
      this.#allow(family);
    }
  }

  #sample(): void {
    const cursor: PageCursor = this.#cursor;
    const from = cursor.at;
    const name = cursor.name(true);
    if (name === '') cursor.fail(`expected the name of a metric, got ${cursor.here()}`);
    const family =
      this.#family !== null && this.#allowed.has(name) ? this.#family : this.#openFamily(name);
    const labels = cursor.take('{') ? this.#labels.read() : this.#labels.empty();
    const seriesKey = this.#labels.key;
    cursor.expect(' ', `before the value of ${name}`);
    const value = this.#value(name);
    const timestampSeconds =
      cursor.is(' ') && !cursor.text.startsWith(' # ', cursor.at) ? this.#timestamp(name) : null;
    const exemplar = cursor.takeText(' # ') ? this.#exemplar(name) : null;
    const sample = { name, labels, value, timestampSeconds, exemplar, line: cursor.line };
    const fault = sampleFault(family, sample);
    if (fault !== null) cursor.fail(fault, from);
    const hasParts = typesWithParts.has(family.type);
    const key = hasParts ? labelsKey(metricLabels(family, sample)) : seriesKey;
    this.#place(family, sample, key, from);
    const before = this.#series.size;
    this.#series.add(`${name} ${timestampSeconds ?? ''} ${seriesKey}`);
    if (this.#series.size > before) family.samples.push(sample);
    else this.duplicates.push(sample);
  }

  #value(name: string): number {
    const cursor: PageCursor = this.#cursor;
    const at = cursor.at;
    const word = cursor.word();
    const value = parseExpositionNumber(word);
    return (
      value ?? cursor.fail(`expected a number as the value of ${name}, got ${shown(word)}`, at)
    );
  }

  #timestamp(name: string): number {
    const cursor: PageCursor = this.#cursor;
    cursor.expect(' ', `before the time stamp of ${name}`);
    const at = cursor.at;
    const word = cursor.word();
    const seconds = parseExpositionNumber(word);
    return seconds !== null && Number.isFinite(seconds)
      ? seconds
      : cursor.fail(`expected seconds as the time stamp of ${name}, got ${shown(word)}`, at);
  }

  #exemplar(name: string): Exemplar {
    const cursor: PageCursor = this.#cursor;
    cursor.expect('{', `at the beginning of the exemplar of ${name}`);
    const labels = this.#labels.read();
    cursor.expect(' ', `before the value of the exemplar of ${name}`);
    const value = this.#value(name);
    return { labels, value, timestampSeconds: cursor.is(' ') ? this.#timestamp(name) : null };
  }

  /** Holds a sample against those of its family before it: metrics stand together, times go on. */
  #place(
    { name, type }: OpenMetricsFamily,
    { timestampSeconds }: ExposedSample,
    key: string,
    at: number,
  ): void {
    const cursor: PageCursor = this.#cursor;
    const last = this.#metric;
    if (last === null || last.key !== key) {
      if (this.#seen.has(key))
        cursor.fail(`expected the lines of one metric of ${name} together, got one apart`, at);
    } else if ((timestampSeconds === null) !== (last.timestampSeconds === null))
      cursor.fail(`expected a time stamp on all lines of a metric of ${name} or on none`, at);
    else if (type !== 'info' && (timestampSeconds ?? 0) < (last.timestampSeconds ?? 0))
      cursor.fail(`expected times that go on within a metric of ${name}, got one before`, at);
    this.#seen.add(key);
    this.#metric = { key, timestampSeconds };
  }

  /** Opens a family; an old one cannot be taken up again. */
  #openFamily(name: string): OpenMetricsFamily {
    this.#closeFamily();
    const family: OpenMetricsFamily = {
      name,
      type: 'unknown',
      help: null,
      unit: null,
      samples: [],
      line: this.#cursor.line,
      hasType: false,
    };
    this.#family = family;
    this.#metric = null;
    this.#seen.clear();
    this.#series.clear();
    this.#allow(family);
    return family;
  }

  #allow({ name, type }: OpenMetricsFamily): void {
    this.#allowed = new Set(sampleSuffixes[type].map((suffix) => name + suffix));
  }

  #closeFamily(): void {
    const family = this.#family;
    if (family === null) return;
    this.#family = null;
    for (const suffix of new Set([...sampleSuffixes[family.type], ''])) {
      const name = family.name + suffix;
      if (this.#taken.has(name))
        throw new ExpositionError(
          `expected each family once and no names in common, got ${name} again`,
          family.line,
          1,
        );
      this.#taken.add(name);
    }
    if (
      family.unit !== null &&
      family.unit !== '' &&
      (family.type === 'info' || family.type === 'stateset')
    )
      throw new ExpositionError(
        `expected no unit of ${family.type} ${family.name}, got ${family.unit}`,
        family.line,
        1,
      );
    const isHistogram = family.type === 'histogram' || family.type === 'gaugehistogram';
    const fault = isHistogram ? histogramFault(family) : null;
    if (fault !== null) throw new ExpositionError(fault.rule, fault.line, 1);
    this.families.push(family);
  }
}
