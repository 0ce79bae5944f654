import test from 'ava';
import { parseOpenMetrics } from '../../../src/base/exposition/parse-open-metrics.ts';

function fault(type: 'histogram' | 'gaugehistogram', ...samples: readonly string[]): string {
  try {
    parseOpenMetrics(`# TYPE a ${type}\n${samples.join('\n')}\n# EOF\n`);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('buckets, sum and count of a histogram are held against each other', (t) => {
  const whole = ['a_bucket{le="1"} 1', 'a_bucket{le="+Inf"} 2', 'a_sum 3', 'a_count 2'];
  t.is(fault('histogram', ...whole), '');
  t.is(fault('histogram', ...whole.slice(0, 2)), '');
  t.regex(fault('histogram', 'a_bucket{le="1"} 1'), /expected a bucket \+Inf, got none \(a\)/);
  t.regex(
    fault('histogram', 'a_bucket{le="1"} 2', 'a_bucket{le="+Inf"} 1'),
    /expected each bucket to hold those before it, got 1 after 2 \(a\)/,
  );
  t.regex(
    fault('histogram', ...whole.slice(0, 3), 'a_count 5'),
    /expected the count to be that of the bucket \+Inf \(2\), got 5 \(a\)/,
  );
  t.regex(
    fault('histogram', ...whole.slice(0, 3)),
    /expected a count beside the sum, got none \(a\)/,
  );
  t.regex(
    fault('histogram', ...whole.slice(0, 2), 'a_count 2'),
    /expected a sum beside the count, got none \(a\)/,
  );
  t.regex(
    fault('histogram', 'a_bucket{le="-1"} 1', ...whole.slice(1)),
    /expected no sum beside negative buckets, got one \(a\)/,
  );
});

const of = (label: string): readonly string[] => [
  `a_bucket{b="${label}",le="+Inf"} 2`,
  `a_sum{b="${label}"} 3`,
  `a_count{b="${label}"} 2`,
];

test('each set of labels of a family is a histogram of its own', (t) => {
  t.is(fault('histogram', ...of('x'), ...of('y')), '');
  t.regex(
    fault('histogram', ...of('x').slice(0, 2), ...of('y')),
    /expected a count beside the sum, got none \(a\)/,
  );
});

test('a histogram that may fall has a sum below 0 only with buckets below 0', (t) => {
  const ended = ['a_gsum -1', 'a_gcount 2'];
  t.is(fault('gaugehistogram', 'a_bucket{le="-1"} 1', 'a_bucket{le="+Inf"} 2', ...ended), '');
  t.regex(
    fault('gaugehistogram', 'a_bucket{le="+Inf"} 2', ...ended),
    /expected a sum of at least 0 without negative buckets, got less \(a\)/,
  );
});
