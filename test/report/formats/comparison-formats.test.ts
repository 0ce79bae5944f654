import { readFileSync } from 'node:fs';
import test from 'ava';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { compareRecords } from '../../../src/lab/compare/compare-runs.ts';
import {
  comparisonJsonSchema,
  comparisonSchema,
} from '../../../src/lab/compare/comparison-schema.ts';
import type { Comparison, MetricComparison } from '../../../src/lab/compare/comparison.ts';
import { comparisonFindings } from '../../../src/lab/compare/comparison-findings.ts';
import { formatGithub } from '../../../src/report/formats/github.ts';
import { formatJson } from '../../../src/report/formats/json.ts';
import { formatJunit } from '../../../src/report/formats/junit.ts';
import { formatMarkdown } from '../../../src/report/formats/markdown.ts';
import { formatTerminal } from '../../../src/report/formats/terminal.ts';
import { doubling, exactCounts, syntheticRun } from '../../lab/compare/synthetic-run.ts';

const options = compareOptions();
const speeds = [1e6, 1.01e6, 0.99e6, 1.005e6, 0.995e6];
const base = syntheticRun({
  id: 'base',
  cells: [
    { id: 'fill', speeds },
    { id: 'churn', speeds },
    { id: 'gone', speeds },
  ],
});
const changed = syntheticRun({
  id: 'head',
  cells: [
    {
      id: 'fill',
      speeds: [7e5, 8e5],
      counts: {
        growthEvents: [...exactCounts.growthEvents.slice(0, 3), doubling(40, 8)],
        stats: { ...exactCounts.stats, totalAllocations: 11 },
      },
    },
    { id: 'churn', speeds },
  ],
  yardstick: [5e6, 5e6, 5e6],
});
const comparison = compareRecords(base, changed, options);
const nothing = compareRecords(syntheticRun({ cells: [] }), syntheticRun({ cells: [] }), options);

const columns = { title: 'mapswell', place: 'Cell', rule: 'Metric' };

const hostile = '<b>|`x`\n::error::%0A\u0007\u001b[31m"&\u202e @all https://evil.example [a](b)';

function withHostileText(): Comparison {
  const verdict = { kind: 'invalid', reason: 'missing', message: hostile } as const;
  const one: MetricComparison = {
    cell: hostile,
    metric: 'allocations',
    unit: '',
    class: 'exact',
    isGated: true,
    verdict,
  };
  const warnings = [{ code: 'x', message: hostile }];
  return {
    ...comparison,
    metrics: [one],
    warnings,
    baseline: { ...comparison.baseline, ids: [hostile] },
  };
}

test('the terminal says the outcome first, then what is no pass, worst first, one line a message', (t) => {
  const lines = formatTerminal(comparisonFindings(comparison)).split('\n');
  t.is(lines[0], 'REGRESSED: 1 regressed, 21 invalid, 6 inconclusive, 1 improved, 36 pass');
  t.true(
    lines[1]?.startsWith('baseline   base, 2026-11-22T10:00:00.000Z, Example CPU 2.0, 2 cores'),
  );
  const verdicts = lines.filter((line) => /^(regressed|invalid|inconclusive|improved)/.test(line));
  t.true(verdicts[0]?.startsWith('regressed     fill  growth-schedule'), verdicts[0]);
  t.regex(verdicts[1] ?? '', /^invalid +gone +operations, entries and \d+ more$/);
  t.false(formatTerminal(comparisonFindings(comparison)).includes('unchanged'));
  t.true(
    formatTerminal(comparisonFindings(comparison), { showsPasses: true }).includes('unchanged'),
  );
  const coloured = formatTerminal(comparisonFindings(comparison), {
    style: (kind, text) => `<${kind}>${text}</>`,
  });
  t.true(coloured.startsWith('<regressed>REGRESSED</>: '));
  t.true(formatTerminal(comparisonFindings(nothing)).startsWith('INVALID: nothing was compared\n'));
});

test('the terminal shows control characters of the data as escapes', (t) => {
  const text = formatTerminal(comparisonFindings(withHostileText()));
  for (const character of ['\u0007', '\u001b', '\u202e']) t.false(text.includes(character));
  t.true(text.includes(String.raw`\u001b[31m`));
});

test('Markdown has the outcome, a table of what is no pass, and the passes folded away', (t) => {
  const text = formatMarkdown(comparisonFindings(comparison), columns);
  t.true(text.startsWith('## mapswell: regressed\n\n1 regressed, '));
  const [shown = '', folded = ''] = text.split('<details>');
  t.true(shown.includes('| **regressed** | fill | growth-schedule |'));
  t.true(shown.includes('| **invalid** | gone |'));
  t.false(shown.includes('unchanged'));
  t.true(folded.includes('unchanged'));
  t.true(
    formatMarkdown(comparisonFindings(nothing), columns).startsWith(
      '## mapswell: invalid\n\nnothing was compared.',
    ),
  );
});

test('Markdown lets no markup, cell border, line break, mention or link out of the data', (t) => {
  const [, , , , , , row = ''] = formatMarkdown(
    comparisonFindings(withHostileText()),
    columns,
  ).split('\n');
  t.is(
    row,
    '| **invalid** | &lt;b&gt;\\|\\`x\\`\\\\u000a::error::%0A\\\\u0007\\\\u001b\\[31m"&amp;\\\\u202e &#64;all https&#8203;://evil.example \\[a\\](b) ' +
      '| allocations | &lt;b&gt;\\|\\`x\\`\\\\u000a::error::%0A\\\\u0007\\\\u001b\\[31m"&amp;\\\\u202e &#64;all https&#8203;://evil.example \\[a\\](b) |',
  );
});

test('a comparison of thousands of metrics stays below what GitHub takes as a comment', (t) => {
  const [one] = comparison.metrics;
  t.true(one !== undefined);
  if (one === undefined) return;
  const metrics = Array.from({ length: 3000 }, (_, index) => ({
    ...one,
    cell: `cell ${index}`,
    verdict: { kind: 'invalid', reason: 'missing', message: 'x'.repeat(1000) } as const,
  }));
  const text = formatMarkdown(comparisonFindings({ ...comparison, metrics }), columns);
  t.true(text.length < 65_536, `${text.length}`);
  t.true(text.includes('and 2900 more'));
});

test('JSON is what its schema says, without a number that JSON cannot hold', (t) => {
  for (const one of [comparison, nothing, compareRecords(base, base, options)]) {
    const result = comparisonSchema.safeParse(JSON.parse(formatJson(one)));
    t.true(result.success, result.error?.message);
  }
  const unbounded = comparison.metrics.find(
    ({ cell, metric }) => cell === 'fill' && metric === 'writes-per-second',
  )?.verdict;
  t.true(unbounded?.kind === 'inconclusive' && unbounded.evidence.interval.high === Infinity);
  t.regex(formatJson(comparison), /"high": null/);
  t.like(comparisonJsonSchema(), {
    title: 'mapswell comparison',
    $ref: '#/$defs/comparison',
  });
  const published = new URL('../../../../docs/comparison.schema.json', import.meta.url);
  t.deepEqual(JSON.parse(readFileSync(published, 'utf8')), comparisonJsonSchema());
});

test('JUnit has a suite for each cell; what regressed fails, what is missing is an error', (t) => {
  const text = formatJunit(comparisonFindings(comparison));
  t.true(
    text.startsWith(
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mapswell compare" tests="',
    ),
  );
  t.is(text.match(/<testsuite /g)?.length, 3);
  t.is(text.match(/<failure /g)?.length, 1);
  t.true(text.includes('<testcase classname="fill" name="growth-schedule"><failure message="'));
  t.true(text.includes('<testcase classname="gone" name="allocations"><error message="'));
  t.true(
    text.includes(
      '<testcase classname="fill" name="writes-per-second"><skipped message="inconclusive: ',
    ),
  );
  t.true(
    formatJunit(comparisonFindings(comparison, { failsOnInconclusive: true })).includes(
      '<testcase classname="fill" name="writes-per-second"><failure message="',
    ),
  );
  t.true(
    formatJunit(comparisonFindings(nothing)).includes(
      'tests="1" failures="0" errors="1" skipped="0"',
    ),
  );
});

test('JUnit escapes the data and leaves out what XML cannot hold', (t) => {
  const text = formatJunit(comparisonFindings(withHostileText()));
  t.true(
    text.includes(
      '<testsuite name="&lt;b&gt;|`x`&#10;::error::%0A\ufffd\ufffd[31m&quot;&amp;\u202e @all https://evil.example [a](b)"',
    ),
    text,
  );
});

test('annotations are commands, worst first, with what GitHub would read as commands escaped', (t) => {
  const lines = formatGithub(comparisonFindings(comparison)).trimEnd().split('\n');
  t.true(
    lines[0]?.startsWith('::error title=regressed%3A fill%2C growth-schedule::changed; parts at'),
  );
  t.true(lines.some((line) => line.startsWith('::error title=invalid%3A gone%2C operations')));
  t.true(
    lines.some((line) =>
      line.startsWith('::warning title=inconclusive%3A fill%2C writes-per-second::too few rounds'),
    ),
  );
  t.true(
    lines.some((line) =>
      line.startsWith('::notice title=improved%3A fill%2C allocations::12 to 11 (-1)'),
    ),
  );
  const strict = formatGithub(comparisonFindings(comparison, { failsOnInconclusive: true }))
    .split('\n')
    .find((line) => line.includes('inconclusive%3A fill%2C writes-per-second'));
  t.true(strict?.startsWith('::error '));
  const hostileLines = formatGithub(comparisonFindings(withHostileText())).trimEnd().split('\n');
  t.is(hostileLines.length, 1);
  t.true(hostileLines[0]?.startsWith('::error title=invalid%3A <b>|`x`%0A%3A%3Aerror%3A%3A%250A'));
  t.is(formatGithub(comparisonFindings(nothing)), '::error title=mapswell::nothing was compared\n');
  t.is(formatGithub(comparisonFindings(compareRecords(base, base, options))), '');
});

test('more annotations than GitHub shows are counted in the last that it does', (t) => {
  const [one] = comparison.metrics;
  if (one === undefined) return;
  const metrics = Array.from({ length: 30 }, (_, index) => ({
    ...one,
    cell: `cell ${index}`,
    verdict: { kind: 'invalid', reason: 'missing', message: 'gone' } as const,
  }));
  const lines = formatGithub(comparisonFindings({ ...comparison, metrics }))
    .trimEnd()
    .split('\n');
  t.is(lines.length, 10);
  t.is(lines[9], '::error title=mapswell::and 21 more findings');
});
