import { readFileSync } from 'node:fs';
import test from 'ava';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { z } from 'zod';
import type { Finding, FindingReport } from '../../../src/base/primitives/errors/finding.ts';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { compareRecords } from '../../../src/lab/compare/compare-runs.ts';
import { comparisonFindings } from '../../../src/lab/compare/comparison-findings.ts';
import { formatGithub } from '../../../src/report/formats/github.ts';
import { formatJunit } from '../../../src/report/formats/junit.ts';
import { formatMarkdown } from '../../../src/report/formats/markdown.ts';
import { formatSarif } from '../../../src/report/formats/sarif.ts';
import { formatTerminal } from '../../../src/report/formats/terminal.ts';
import { exactCounts, syntheticRun } from '../../lab/compare/synthetic-run.ts';

const presize: Finding = {
  rule: 'presize-map',
  verdict: 'advice',
  kind: 'fail',
  severity: 'warning',
  isGated: false,
  confidence: 0.9125,
  where: { kind: 'source', path: 'cmd/a b/main.go', line: 41, column: 7, function: 'main.load' },
  message: 'make(map[K]V, n) saves 12 growths',
  evidence: { bytesSaved: 4096, isMeasured: true },
};

const duplicate: Finding = {
  rule: 'duplicate-series',
  verdict: 'broken',
  kind: 'fail',
  severity: 'error',
  isGated: true,
  confidence: 1,
  where: { kind: 'service', url: 'http://127.0.0.1:9464/metrics' },
  message: 'mapswell_map_entries{map="a"} stands twice',
  evidence: { lines: '12, 40' },
};

const unjudged: Finding = { ...duplicate, rule: 'counters', verdict: 'unknown', kind: 'invalid' };

const report: FindingReport = {
  command: 'advise',
  outcome: 'broken',
  counts: '1 broken, 1 unknown, 1 advice',
  facts: [{ label: 'folder', text: '/srv/app' }],
  findings: [presize, duplicate, unjudged],
  verdicts: ['broken', 'unknown', 'advice'],
  warnings: ['one file was not read'],
  rules: [
    { rule: 'presize-map', summary: 'Say how many entries come', helpUrl: 'https://example.com/p' },
  ],
};

const fixture = new URL('../../../../test/fixtures/sarif/sarif-2.1.0-rtm.5.json', import.meta.url);
/** The schema of OASIS, as the package @microsoft/jest-sarif 1.0.0-beta.0 has it. */
const sarifSchema = z.fromJSONSchema(
  // Zod takes a relative reference for a whole address, and refuses it.
  JSON.parse(readFileSync(fixture, 'utf8'), (key, value: unknown) =>
    key === 'format' && value === 'uri-reference' ? undefined : value,
  ),
);

const speeds = [1e6, 1.01e6];
const base = syntheticRun({
  id: 'base',
  cells: [
    { id: 'fill', speeds },
    { id: 'gone', speeds },
  ],
});
const head = syntheticRun({
  id: 'head',
  cells: [
    {
      id: 'fill',
      speeds,
      counts: { stats: { ...exactCounts.stats, totalAllocations: 99 } },
    },
  ],
});
const comparison = comparisonFindings(compareRecords(base, head, compareOptions()));
const nothing = comparisonFindings(
  compareRecords(syntheticRun({ cells: [] }), syntheticRun({ cells: [] }), compareOptions()),
);

const place = { kind: 'source', path: 'cmd/a b/main.go', line: 44 } as const;
const judged: FindingReport = {
  ...report,
  findings: [
    {
      ...presize,
      related: [{ where: place, message: 'the loop' }],
      fix: {
        description: 'write make(M, n)',
        edits: [
          {
            path: 'cmd/a b/main.go',
            startLine: 41,
            startColumn: 7,
            endLine: 41,
            endColumn: 10,
            text: 'make(M, n)',
          },
        ],
      },
    },
  ],
  suppressed: [{ ...presize, suppression: { kind: 'inSource', because: 'a dozen entries' } }],
};

test('SARIF names other places, a change that a program can make, and who suppressed a finding', (t) => {
  const log: Log = JSON.parse(formatSarif(judged));
  t.is(log.runs[0]?.columnKind, 'utf16CodeUnits');
  const [open, known] = log.runs[0]?.results ?? [];
  t.deepEqual(open?.suppressions, []);
  t.deepEqual(known?.suppressions, [{ kind: 'inSource', justification: 'a dozen entries' }]);
  t.like(open?.relatedLocations?.[0], {
    id: 0,
    message: { text: 'the loop' },
    physicalLocation: { region: { startLine: 44 } },
  });
  t.deepEqual(open?.fixes, [
    {
      description: { text: 'write make(M, n)' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'cmd/a%20b/main.go', uriBaseId: '%SRCROOT%' },
          replacements: [
            {
              deletedRegion: { startLine: 41, startColumn: 7, endLine: 41, endColumn: 10 },
              insertedContent: { text: 'make(M, n)' },
            },
          ],
        },
      ],
    },
  ]);
});

test('SARIF is what its schema of version 2.1.0 allows, with places, rules and figures', (t) => {
  for (const one of [report, judged, comparison, nothing]) {
    const read = sarifSchema.safeParse(JSON.parse(formatSarif(one)));
    t.true(read.success, read.error?.message);
  }
  t.false(sarifSchema.safeParse({ version: '2.1.0', runs: [{}] }).success);
  const log: Log = JSON.parse(formatSarif(report));
  const [first, second, third] = log.runs[0]?.results ?? [];
  t.like(first, {
    ruleId: 'presize-map',
    kind: 'fail',
    level: 'warning',
    rank: 91.25,
    message: { text: 'make(map[K]V, n) saves 12 growths' },
    properties: { verdict: 'advice', isGated: false, bytesSaved: 4096, isMeasured: true },
  });
  t.deepEqual(first?.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'cmd/a%20b/main.go', uriBaseId: '%SRCROOT%' },
        region: { startLine: 41, startColumn: 7 },
      },
      logicalLocations: [{ fullyQualifiedName: 'main.load', kind: 'function' }],
    },
  ]);
  t.like(second, { ruleIndex: 1, kind: 'fail', level: 'error', rank: 100 });
  t.like(third, { ruleIndex: 2, kind: 'fail', level: 'error' });
  t.deepEqual(log.runs[0]?.tool.driver.rules?.[0], {
    id: 'presize-map',
    shortDescription: { text: 'Say how many entries come' },
    helpUri: 'https://example.com/p',
  });
});

test('SARIF calls a pass a pass and never a failure; an improvement is information', (t) => {
  const log: Log = JSON.parse(formatSarif(comparison));
  const results = log.runs[0]?.results ?? [];
  t.is(results.length, comparison.findings.length);
  for (const { kind, level } of results) if (kind !== 'fail') t.is(level, 'none');
  const allocations = results.find(({ ruleId }) => ruleId === 'allocations');
  t.like(allocations, {
    kind: 'fail',
    level: 'error',
    properties: { verdict: 'regressed', to: 99 },
  });
  t.true(results.some(({ kind }) => kind === 'pass'));
});

test('a finding keeps its fingerprint where lines were put before it, and no two have the same', (t) => {
  const printsOf = (findings: readonly Finding[]): readonly unknown[] => {
    const log: Log = JSON.parse(formatSarif({ ...report, findings }));
    return (log.runs[0]?.results ?? []).map(
      ({ partialFingerprints }) => partialFingerprints?.['mapswell/v1'],
    );
  };
  const moved = { ...presize, where: { ...presize.where, line: 91 } } as const;
  const [before] = printsOf([presize]);
  t.is(printsOf([moved])[0], before);
  t.is(new Set(printsOf(report.findings)).size, 3);
});

test('JUnit is XML that a parser reads, with the counts of its cases', (t) => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  for (const one of [report, comparison, nothing]) {
    const text = formatJunit(one);
    t.true(XMLValidator.validate(text));
    const { testsuites } = parser.parse(text);
    const suites = [testsuites.testsuite].flat();
    const cases = suites.flatMap((suite) => [suite.testcase].flat());
    t.is(Number(testsuites.tests), Math.max(1, one.findings.length));
    for (const [count, element] of [
      ['failures', 'failure'],
      ['errors', 'error'],
      ['skipped', 'skipped'],
    ] as const)
      t.is(
        suites.reduce((sum, suite) => sum + Number(suite[count]), 0),
        cases.filter((each) => element in each).length,
        element,
      );
  }
  t.regex(
    formatJunit(report),
    /<testcase classname="cmd\/a b\/main\.go:41" name="presize-map"><skipped message="advice: /,
  );
});

test('places in files are annotated there; what decides nothing stands last', (t) => {
  t.is(
    formatGithub(report),
    '::error title=broken%3A http%3A//127.0.0.1%3A9464/metrics%2C duplicate-series::mapswell_map_entries{map="a"} stands twice\n' +
      '::error title=unknown%3A http%3A//127.0.0.1%3A9464/metrics%2C counters::mapswell_map_entries{map="a"} stands twice\n' +
      '::warning file=cmd/a b/main.go,line=41,col=7,title=advice%3A cmd/a b/main.go%3A41%2C presize-map::make(map[K]V, n) saves 12 growths\n',
  );
  t.deepEqual(formatTerminal(report).split('\n').slice(0, 5), [
    'BROKEN: 1 broken, 1 unknown, 1 advice',
    'folder     /srv/app',
    '',
    'broken   http://127.0.0.1:9464/metrics  duplicate-series',
    '         mapswell_map_entries{map="a"} stands twice',
  ]);
  const columns = { title: 'mapswell advise', place: 'Where', rule: 'Rule' };
  t.true(
    formatMarkdown(report, columns).includes(
      String.raw`| advice, not gated | cmd/a b/main.go:41 | presize-map | make(map\[K\]V, n) saves 12 growths |`,
    ),
  );
});

/** Attributes that it wants. */
const junitNeeds: Readonly<Record<string, readonly string[]>> = {
  testsuite: ['name', 'tests', 'failures', 'errors'],
  testcase: ['name'],
};

/** What junit-10.xsd of Jenkins' xUnit plugin allows of what is written here: attributes, children. */
const junitRules: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  testsuites: [['name', 'time', 'tests', 'failures', 'errors'], ['testsuite']],
  testsuite: [['name', 'tests', 'failures', 'errors', 'skipped', 'time'], ['testcase']],
  testcase: [
    ['name', 'classname', 'time'],
    ['failure', 'error', 'skipped'],
  ],
  failure: [['message', 'type'], ['#text']],
  error: [['message', 'type'], ['#text']],
  skipped: [['message', 'type'], ['#text']],
};

interface XmlNode {
  readonly ':@'?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

function junitFaults(node: XmlNode): readonly string[] {
  const name = Object.keys(node).find((key) => key !== ':@') ?? '';
  const [attributes = [], children = []] = junitRules[name] ?? [];
  const own = Object.keys(node[':@'] ?? {});
  const found = own.filter((key) => !attributes.includes(key));
  const missing = (junitNeeds[name] ?? []).filter((key) => !own.includes(key));
  const inner: readonly XmlNode[] = Array.isArray(node[name]) ? node[name] : [];
  return [
    ...found.map((key) => `${name} has no attribute ${key}`),
    ...missing.map((key) => `${name} needs an attribute ${key}`),
    ...inner.flatMap((child) => {
      const [first = ''] = Object.keys(child);
      if (!children.includes(first)) return [`${name} holds no ${first}`];
      return first === '#text' ? [] : junitFaults(child);
    }),
  ];
}

test('JUnit is what the schema of Jenkins allows', (t) => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    preserveOrder: true,
    ignoreDeclaration: true,
  });
  for (const one of [report, comparison, nothing]) {
    const text = formatJunit(one);
    t.true(XMLValidator.validate(text));
    const [root, ...others]: readonly XmlNode[] = parser.parse(text);
    t.deepEqual(others, []);
    t.deepEqual(junitFaults(root ?? {}), []);
  }
  t.deepEqual(junitFaults({ testsuites: [{ case: [] }], ':@': { skipped: '1' } }), [
    'testsuites has no attribute skipped',
    'testsuites holds no case',
  ]);
  t.deepEqual(junitFaults({ testsuites: [{ testsuite: [], ':@': { name: 'a', tests: '0' } }] }), [
    'testsuite needs an attribute failures',
    'testsuite needs an attribute errors',
  ]);
});

test('no two cases of a JUnit suite have one name, behind which GitLab would lose a failure', (t) => {
  const where = { kind: 'source', path: 'mapswell.contract.yaml', line: 7 } as const;
  const help = { ...duplicate, where, rule: 'help', evidence: { about: 'every metric' } };
  const metric = { ...help, rule: 'metric', evidence: { about: 'mapswell_map_entries' } };
  const text = formatJunit({
    ...report,
    findings: [
      help,
      metric,
      { ...metric, evidence: { about: 'mapswell_map_bytes' } },
      { ...metric, evidence: { about: 'mapswell_map_bytes' }, message: 'another fault' },
      { ...presize, where },
      { ...presize, where, message: 'the second map of this line' },
    ],
  });
  t.deepEqual(
    [...text.matchAll(/<testcase classname="mapswell\.contract\.yaml:7" name="([^"]*)"/g)].map(
      ([, name]) => name,
    ),
    [
      'help',
      'metric: mapswell_map_entries',
      'metric: mapswell_map_bytes',
      'metric: mapswell_map_bytes (2)',
      'presize-map',
      'presize-map (2)',
    ],
  );
});
