import test from 'ava';
import { ExpositionError } from '../../../src/base/exposition/exposition-error.ts';
import { parseOpenMetrics } from '../../../src/base/exposition/parse-open-metrics.ts';
import { mutatePage } from './mutate-page.ts';
import { askPrometheusClient, hasPrometheusClient } from './oracle.ts';
import { openMetricsPage } from './pages.ts';
import { asOracle, attempt } from './read-page.ts';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n# EOF\n`;

test('A page of OpenMetrics is read with types, units, labels, times and exemplars', (t) => {
  const { families, duplicates } = parseOpenMetrics(openMetricsPage);
  t.deepEqual(
    families.map(({ name, type, unit, line, samples }) => [name, type, unit, line, samples.length]),
    [
      ['requests', 'counter', null, 1, 4],
      ['map_bytes', 'gauge', 'bytes', 7, 3],
      ['latency_seconds', 'histogram', 'seconds', 13, 6],
      ['queue', 'gaugehistogram', null, 22, 4],
      ['rpc_seconds', 'summary', null, 27, 5],
      ['build', 'info', null, 33, 1],
      ['state', 'stateset', null, 35, 2],
      ['odd', 'unknown', null, 38, 1],
      ['plain', 'unknown', null, 40, 2],
    ],
  );
  t.is(families[0]?.help, 'Requests served, "all" of them\nby path \\ verb');
  const [first, , second] = families[0]?.samples ?? [];
  t.deepEqual(first === undefined ? null : asOracle(first), {
    name: 'requests_total',
    labels: [
      ['path', '/a'],
      ['verb', 'GET'],
    ],
    value: 17,
    timestamp: null,
    exemplar: [[['trace', '4bf92f']], 1, 1718000000.123],
  });
  t.is(second?.labels.get('path'), '/b "x"\n\\');
  t.is(second?.timestampSeconds, 1718000001);
  t.is(families[1]?.samples[2]?.value, Number.NaN);
  t.is(families.at(-2)?.samples[0]?.value, Number.NEGATIVE_INFINITY);
  t.deepEqual(duplicates, []);
});

/** A page, and what is said of it: line, column and rule. prometheus_client refuses every one. */
const faults: readonly (readonly [string, number, number, string])[] = [
  ['a 1\n', 2, 1, 'expected # EOF at the end, got none'],
  ['a 1\n# EOF\n\n', 3, 1, 'expected nothing after # EOF, got another line'],
  [lines('a 1', '', 'b 1'), 2, 1, 'expected no empty line, got one'],
  [lines('a 1', '# a comment'), 2, 3, 'expected HELP, TYPE, UNIT or EOF after #, got "a"'],
  [lines('# HELP a'), 1, 9, 'expected " " after the name a, got the end of the line'],
  [lines('# TYPE 1a gauge'), 1, 8, 'expected the name of a metric after TYPE, got "1a gauge"'],
  [
    lines('# TYPE a untyped'),
    1,
    10,
    'expected counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown as the type of a, got "untyped"',
  ],
  [lines('# TYPE a gauge', '# TYPE a gauge'), 2, 8, 'expected one TYPE of a, got a second one'],
  [lines('a 1', '# HELP a b'), 2, 8, 'expected HELP of a before its samples, got it after them'],
  [
    lines('# UNIT a_seconds bytes'),
    1,
    18,
    'expected the name a_seconds to end in its unit, got "bytes"',
  ],
  [
    lines('# TYPE a_x info', '# UNIT a_x x', 'a_x_info 1'),
    1,
    1,
    'expected no unit of info a_x, got x',
  ],
  [
    lines('a 1', 'b 1', 'a{c="d"} 1'),
    3,
    1,
    'expected each family once and no names in common, got a again',
  ],
  [
    lines('# TYPE a counter', 'a_total 1', '# TYPE a_total gauge', 'a_total 2'),
    3,
    1,
    'expected each family once and no names in common, got a_total again',
  ],
  [lines('a{b="c" d="e"} 1'), 1, 8, 'expected "," or "}" after the label b, got " d=\\"e\\"} 1"'],
  [lines('a{b="c",} 1'), 1, 9, 'expected the name of a label after ",", got "}"'],
  [lines('a{b="c",b="d"} 1'), 1, 9, 'expected each label once, got "b" again'],
  [lines('a{b=c} 1'), 1, 5, 'expected a quote before the value of the label b, got "c} 1"'],
  [
    lines('a{b="c'),
    1,
    7,
    'expected a quote at the end of the value of a label, got the end of the line',
  ],
  [lines('a 1 '), 1, 5, 'expected seconds as the time stamp of a, got ""'],
  [lines('a  1'), 1, 3, 'expected a number as the value of a, got ""'],
  [lines('a 1_0'), 1, 3, 'expected a number as the value of a, got "1_0"'],
  [lines('a 0x10'), 1, 3, 'expected a number as the value of a, got "0x10"'],
  [lines('a 1 NaN'), 1, 5, 'expected seconds as the time stamp of a, got "NaN"'],
  [lines('a 1 2 3'), 1, 6, 'expected the end of the line after it, got " 3"'],
  [lines('# TYPE a counter', 'a_total -1'), 2, 1, 'expected a number of at least 0, got -1'],
  [lines('# TYPE a counter', 'a_total NaN'), 2, 1, 'expected a number, got NaN'],
  [
    lines('a 1 # {b="c"} 1'),
    1,
    1,
    'expected an exemplar at a bucket or a counter only, got one elsewhere',
  ],
  [
    lines('# TYPE a counter', `a_total 1 # {b="${'x'.repeat(128)}"} 1`),
    2,
    1,
    'expected at most 128 characters in the labels of an exemplar, got 129',
  ],
  [
    lines('# TYPE a counter', 'a_total 1 # {b="c"}'),
    2,
    20,
    'expected " " before the value of the exemplar of a_total, got the end of the line',
  ],
  [
    lines(
      '# TYPE a histogram',
      'a_bucket{le="1"} 1',
      'a_bucket{le="0.5"} 1',
      'a_bucket{le="+Inf"} 2',
    ),
    3,
    1,
    'expected buckets in the order of their bounds, got 0.5 after 1 (a)',
  ],
  [
    lines('# TYPE a histogram', 'a_bucket{le="1"} 3', 'a_bucket{le="+Inf"} 2'),
    3,
    1,
    'expected each bucket to hold those before it, got 2 after 3 (a)',
  ],
  [lines('# TYPE a histogram', 'a_bucket{le="1"} 3'), 2, 1, 'expected a bucket +Inf, got none (a)'],
  [
    lines('# TYPE a histogram', 'a_bucket{le="+Inf"} 3', 'a_count 4', 'a_sum 1'),
    2,
    1,
    'expected the count to be that of the bucket +Inf (3), got 4 (a)',
  ],
  [
    lines('# TYPE a histogram', 'a_bucket{le="+Inf"} 3', 'a_count 3'),
    2,
    1,
    'expected a sum beside the count, got none (a)',
  ],
  [
    lines('# TYPE a histogram', 'a_bucket{le="inf"} 3'),
    2,
    1,
    'expected the label le to be a number or +Inf, got "inf"',
  ],
  [
    lines('# TYPE a histogram', 'a_bucket{le="+Inf"} 1.5'),
    2,
    1,
    'expected a whole number, got 1.5',
  ],
  [
    lines('# TYPE a summary', 'a{quantile="2"} 1'),
    2,
    1,
    'expected the label quantile to be a number from 0 to 1, got "2"',
  ],
  [lines('# TYPE a stateset', 'a{a="x"} 2'), 2, 1, 'expected 0 or 1 in a stateset, got 2'],
  [lines('# TYPE a stateset', 'a{b="x"} 1'), 2, 1, 'expected the label a of a stateset, got none'],
  [lines('# TYPE a info', 'a_info 2'), 2, 1, 'expected 1 in an info, got 2'],
  [
    lines('# TYPE a gauge', 'a{b="1"} 1 5', 'a{b="1"} 1'),
    3,
    1,
    'expected a time stamp on all lines of a metric of a or on none',
  ],
  [
    lines('# TYPE a gauge', 'a{b="1"} 1 5', 'a{b="1"} 1 4'),
    3,
    1,
    'expected times that go on within a metric of a, got one before',
  ],
  [
    lines('# TYPE a gauge', 'a{b="1"} 1', 'a{b="2"} 1', 'a{b="1"} 1'),
    4,
    1,
    'expected the lines of one metric of a together, got one apart',
  ],
];

test('Each fault of a page is told with its line and column, and prometheus_client refuses it too', (t) => {
  for (const [page, line, column, rule] of faults) {
    const error = t.throws(() => parseOpenMetrics(page), { instanceOf: ExpositionError }, page);
    t.deepEqual([error?.line, error?.column, error?.rule], [line, column, rule], page);
    t.is(error?.message, `line ${line}, column ${column}: ${rule}`);
  }
  if (!hasPrometheusClient(t)) return;
  const answers = askPrometheusClient(
    'openmetrics',
    faults.map(([page]) => page),
  );
  for (const [index, { error }] of answers.entries()) t.truthy(error, faults[index]?.[0]);
});

/**
 * Pages that prometheus_client 0.16 takes though the specification does not: it goes over the character
 * after the labels unseen, and looks at nothing but the second word of a comment.
 */
const mistaken = [
  'a{b="c"}x1',
  'a{b="c"}11',
  '#x HELP a b',
  'a{__name__="b"} 1',
  '# TYPE a histogram\na_bucket{le="nan"} 1\na_bucket{le="+Inf"} 1',
];

test('Pages that prometheus_client takes by mistake are refused', (t) => {
  for (const page of mistaken)
    t.true(attempt(() => parseOpenMetrics(lines(page))) instanceof ExpositionError, page);
  if (!hasPrometheusClient(t)) return;
  const answers = askPrometheusClient(
    'openmetrics',
    mistaken.map((page) => lines(page)),
  );
  t.deepEqual(
    answers.map(({ error }) => error),
    mistaken.map(() => undefined),
  );
});

test('A series that is there twice is in no family twice, and told', (t) => {
  const { families, duplicates } = parseOpenMetrics(
    lines('a{b="1",c="2"} 1', 'a{c="2",b="1"} 5', 'a{b="1",c="3"} 2'),
  );
  t.deepEqual(
    families.map(({ samples }) => samples.map(({ value }) => value)),
    [[1, 2]],
  );
  t.deepEqual(
    duplicates.map(({ line, value }) => [line, value]),
    [[2, 5]],
  );
});

const isMistaken = (page: string): boolean => /\}[^ \n"]/.test(page) || /^#[^ ]/m.test(page);

test('Of 700 mutated pages the verdict is that of prometheus_client, and the values are those of all it takes', (t) => {
  if (!hasPrometheusClient(t)) return;
  const pages = Array.from({ length: 760 }, (_, seed) => mutatePage(openMetricsPage, seed + 1))
    .filter((page) => !isMistaken(page))
    .slice(0, 700);
  t.is(pages.length, 700);
  let taken = 0;
  for (const [index, answer] of askPrometheusClient('openmetrics', pages).entries()) {
    const page = pages[index] ?? '';
    const read = attempt(() => parseOpenMetrics(page));
    if (read instanceof ExpositionError) {
      t.truthy(answer.error, `${index}: ${read.message}`);
      continue;
    }
    taken++;
    t.deepEqual(
      read.families.map(({ name, type, help, unit, samples }) => ({
        name,
        type,
        help: help ?? '',
        unit: unit ?? '',
        samples: samples.map(asOracle),
      })),
      answer.families,
      `${index}: ${answer.error}`,
    );
  }
  t.log(`${taken} of ${pages.length} pages are taken`);
  t.true(taken >= 100 && taken <= 600, String(taken));
});
