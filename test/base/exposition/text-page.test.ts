import test from 'ava';
import * as fc from 'fast-check';
import { ExpositionError } from '../../../src/base/exposition/exposition-error.ts';
import { seriesName } from '../../../src/base/exposition/labels.ts';
import {
  expositionFormat,
  parseExposition,
  seriesValues,
} from '../../../src/base/exposition/parse-exposition.ts';
import { parseTextPage } from '../../../src/base/exposition/parse-text-page.ts';
import { isMissing } from '../../live/alerts/real-tools.ts';
import { mutatePage } from './mutate-page.ts';
import { askPrometheusClient, hasPrometheusClient, promtoolTakes } from './oracle.ts';
import { openMetricsPage, textPage } from './pages.ts';
import { asOracle, attempt } from './read-page.ts';

test('A page in the text format is read with its types, its comments and its blanks', (t) => {
  const { families, duplicates } = parseTextPage(textPage);
  t.deepEqual(
    families.map(({ name, type, help, line, samples }) => [
      name,
      type,
      help,
      line,
      samples.map(({ value }) => value),
    ]),
    [
      ['requests_total', 'counter', 'Requests served \\ by path\n and verb', 3, [17, 3]],
      ['map_bytes', 'gauge', 'Held', 7, [1_200_000, 0, Number.NaN]],
      ['latency_seconds', 'histogram', null, 12, [2, 5, 6, 6, 13.5]],
      ['rpc_seconds', 'summary', null, 18, [0.2, 0.9, 10, 3]],
      ['odd', 'unknown', null, 23, [Number.NEGATIVE_INFINITY]],
      ['plain', 'unknown', null, 25, [5, Number.POSITIVE_INFINITY]],
    ],
  );
  t.is(families[0]?.samples[1]?.labels.get('path'), '/b "x"\n\\');
  t.is(families[0]?.samples[1]?.timestampSeconds, 1_718_000_001);
  t.is(families[1]?.samples[2]?.timestampSeconds, -0.005);
  t.deepEqual(
    [...(families[1]?.samples[0]?.labels ?? [])],
    [
      ['map', 'default'],
      ['generation', 'current'],
    ],
  );
  t.deepEqual(duplicates, []);
});

/** A page, and what is said of it: line, column and rule. promtool refuses every one. */
const faults: readonly (readonly [string, number, number, string])[] = [
  ['a 1', 1, 4, 'expected a line feed at the end of the page, got none'],
  ['a\n', 1, 2, 'expected a number as the value of a, got ""'],
  ['a 1 \n', 1, 5, 'expected whole milliseconds after the value of a, got ""'],
  ['a 1 5.5\n', 1, 5, 'expected whole milliseconds after the value of a, got "5.5"'],
  ['a 1 5 6\n', 1, 6, 'expected the end of the line after the time stamp of a, got " 6"'],
  ['a 0.42%\n', 1, 3, 'expected a number as the value of a, got "0.42%"'],
  ['a 1e400\n', 1, 3, 'expected a number as the value of a, got "1e400"'],
  ['a +nan\n', 1, 3, 'expected a number as the value of a, got "+nan"'],
  ['a 1\r\n', 1, 3, 'expected a number as the value of a, got "1\\r"'],
  ['1a 1\n', 1, 1, 'expected the name of a metric, got "1a 1"'],
  ['a{,} 1\n', 1, 3, 'expected the name of a label, got ",} 1"'],
  ['a{b="c"\n', 1, 8, 'expected "," or "}" after the label b, got the end of the line'],
  ['a{b="c",b="d"} 1\n', 1, 9, 'expected each label once, got "b" again'],
  ['a{__name__="c"} 1\n', 1, 3, 'expected a label that is not the name of the metric'],
  ['a{b="\\x"} 1\n', 1, 6, 'expected \\\\, \\n or \\" after a backslash, got "x"'],
  ['# HELP a \\x\na 1\n', 1, 10, 'expected \\\\, \\n after a backslash, got "x"'],
  ['# HELP 9a b\na 1\n', 1, 8, 'expected the name of a metric after HELP, got "9"'],
  ['# HELP a b\n# HELP a b\na 1\n', 2, 8, 'expected one HELP of a, got a second one'],
  ['# TYPE a gauge\n# TYPE a gauge\na 1\n', 2, 8, 'expected one TYPE of a, got a second one'],
  ['a 1\n# TYPE a gauge\n', 2, 8, 'expected TYPE of a before its samples, got it after them'],
  [
    '# TYPE a gauge \na 1\n',
    1,
    10,
    'expected counter, gauge, histogram, summary, untyped as the type of a, got "gauge "',
  ],
  [
    '# TYPE a histogram\na_bucket{le="x"} 1\n',
    2,
    18,
    'expected a number as the label le of a, got "x"',
  ],
  [
    '# TYPE a summary\na{quantile="x"} 1\n',
    2,
    17,
    'expected a number as the label quantile of a, got "x"',
  ],
];

test('Each fault of a page is told with its line and column, and promtool refuses it too', (t) => {
  for (const [page, line, column, rule] of faults) {
    const error = t.throws(() => parseTextPage(page), { instanceOf: ExpositionError }, page);
    t.deepEqual([error?.line, error?.column, error?.rule], [line, column, rule], page);
  }
  if (isMissing(t, 'promtool')) return;
  for (const [page] of faults) t.false(promtoolTakes(page), page);
});

test('Of 100 mutated pages the verdict is that of promtool', (t) => {
  if (isMissing(t, 'promtool')) return;
  const pages = Array.from({ length: 100 }, (_, seed) => mutatePage(textPage, seed + 1));
  const verdicts = pages.map(
    (page) => !(attempt(() => parseTextPage(page)) instanceof ExpositionError),
  );
  for (const [index, page] of pages.entries()) t.is(verdicts[index], promtoolTakes(page), page);
  t.true(verdicts.filter(Boolean).length >= 30);
});

test('Of 700 mutated pages the values are those that prometheus_client reads', (t) => {
  if (!hasPrometheusClient(t)) return;
  const pages = Array.from({ length: 700 }, (_, seed) => mutatePage(textPage, seed + 1));
  const answers = askPrometheusClient('text', pages);
  let taken = 0;
  for (const [index, page] of pages.entries()) {
    const read = attempt(() => parseTextPage(page));
    // It crashes on HELP and TYPE without a name, which are comments.
    if (read instanceof ExpositionError || answers[index]?.error?.startsWith('IndexError') === true)
      continue;
    taken++;
    const samples = read.families.flatMap((family) => family.samples);
    const all = [...samples, ...read.duplicates].toSorted((a, b) => a.line - b.line);
    t.deepEqual(
      all.map(asOracle).map(withoutTotal),
      (answers[index]?.families ?? []).flatMap((family) => family.samples).map(withoutTotal),
      page,
    );
  }
  t.true(taken >= 200, String(taken));
});

/** It puts `_total` behind counters that have none. */
function withoutTotal<T extends { readonly name: string }>(sample: T): T {
  return { ...sample, name: sample.name.replace(/_total$/, '') };
}

const names = fc
  .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/)
  .filter((name) => name !== '__name__');
const series = fc.record({
  name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/),
  labels: fc.uniqueArray(fc.tuple(names, fc.string({ unit: 'grapheme' })), {
    maxLength: 4,
    selector: ([name]) => name,
  }),
  value: fc.double(),
});

test('Whatever is written by the rules is read as it was, in both formats', (t) => {
  fc.assert(
    fc.property(series, ({ name, labels, value }) => {
      const line = `${seriesName(name, new Map(labels))} ${value < 0 && !Number.isFinite(value) ? '-Inf' : value}\n`;
      for (const page of [parseTextPage(line), parseExposition(`${line}# EOF\n`, 'openmetrics')]) {
        const [sample] = page.families[0]?.samples ?? [];
        t.deepEqual([...(sample?.labels ?? [])], labels);
        t.is(sample?.name, name);
        t.true(Object.is(sample?.value, value === 0 ? 0 : value));
      }
    }),
  );
});

test('Every page that was cut anywhere is read or refused, with a place that is in it', (t) => {
  for (const page of [textPage, openMetricsPage])
    for (let length = 0; length < page.length; length++)
      for (const format of ['text', 'openmetrics'] as const) {
        const cut = page.slice(0, length);
        const read = attempt(() => parseExposition(cut, format));
        if (!(read instanceof ExpositionError)) continue;
        const line = cut.split('\n')[read.line - 1] ?? '';
        t.true(read.column >= 1 && read.column <= line.length + 1, `${length} ${read.message}`);
      }
});

test('Hostile pages of a megabyte take no more than one look at each character', (t) => {
  const many = 2 ** 20;
  const hostile = [
    '\\'.repeat(many),
    'a'.repeat(many),
    `a{${'{'.repeat(many)}`,
    `a{b="${'\\'.repeat(many)}`,
    `a{b="${'\\\\'.repeat(many / 2)}"} 1\n`,
    `a{${Array.from({ length: many / 16 }, (_, i) => `l${i}="v"`).join()}`,
    `a 1 # {${'a="b",'.repeat(many / 6)}`,
    '# '.repeat(many / 2),
    '#\n'.repeat(many / 2),
    '\n'.repeat(many),
    ' '.repeat(many),
    `# HELP a ${'\\n'.repeat(many / 2)}\n`,
    `a 1${' '.repeat(many)}`,
    `a ${'9'.repeat(many)}\n`,
    `a ${'9'.repeat(many)}x\n`,
    `a 1${'e'.repeat(many)}\n`,
    `# TYPE a histogram\n${'a_bucket{le="1"} 1\n'.repeat(many / 20)}`,
    'a{b="c"} 1\n'.repeat(many / 11),
    `# TYPE ${'a_'.repeat(many / 2)}sum counter\n`,
  ];
  for (const page of hostile)
    for (const format of ['text', 'openmetrics'] as const) {
      attempt(() => parseExposition(page, format));
      attempt(() => parseExposition(`${page}\n# EOF\n`, format));
    }
  t.pass();
});

test('The format is known by the content type', (t) => {
  for (const [type, format] of [
    ['text/plain; version=0.0.4; charset=utf-8', 'text'],
    ['text/plain', 'text'],
    ['text/plain; version=0.0.3', null],
    ['Application/OpenMetrics-Text; version=1.0.0', 'openmetrics'],
    ['text/html', null],
    ['', null],
  ] as const)
    t.is(expositionFormat(type), format, type);
});

test('The values of a page are those of its series that are finite, as many as are wanted', (t) => {
  const page = parseTextPage(
    'a_total{map="x",text="a \\"quoted\\" } brace"} 12 1\nb 1.5e3\nd NaN\ne 2\nf 3\n',
  );
  t.deepEqual(
    [...seriesValues(page, 3)],
    [
      ['a_total{map="x",text="a \\"quoted\\" } brace"}', 12],
      ['b', 1500],
      ['e', 2],
    ],
  );
});
