import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { looseObject, number, string } from 'zod';
import { advise } from '../../../src/live/advise/advise.ts';
import type { Advice, AdviceDocument } from '../../../src/live/advise/advice-document.ts';
import { skipOptional } from '../../support/skip-loudly.ts';

// A folder with caddy, etcd, hugo, nats-server and prometheus at the commits that the labels name.
const sources = process.env['MAPSWELL_ADVISE_SOURCES'];
const labelShape = looseObject({
  repo: string(),
  commit: string(),
  path: string(),
  line: number(),
  name: string(),
  label: string(),
});
const labels = readFileSync('test/golden/advise/labels.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => labelShape.parse(JSON.parse(line)));

/** What a person who read the code would have said, for each rule. */
const meanings: Readonly<Record<Advice['rule'], string>> = {
  hint: 'hint',
  indirect: 'indirect',
  'rebuilt-literal': 'hoist',
  'dense-int': 'slice',
  'static-table': 'static',
  'bool-set': 'set-elem',
  contract: 'race',
  'no-contract': 'race',
  grows: 'grows',
  'never-shrinks': 'shrink',
  'inconsistent-lock': 'race',
  'copy-on-write': 'cow',
  guard: 'syncmap',
};

function meaningOf({ rule, fix }: Advice): string {
  return rule === 'static-table' && fix?.description.includes('array') === true
    ? 'array'
    : meanings[rule];
}

const repositories = ['caddy', 'etcd', 'hugo', 'nats-server', 'prometheus'];

test('on labelled sites of five repositories hints are right and found, and warnings are few', async (t) => {
  t.timeout(300_000);
  if (sources === undefined || !repositories.every((name) => existsSync(join(sources, name)))) {
    skipOptional(t, 'no labelled repositories (MAPSWELL_ADVISE_SOURCES)');
    return;
  }
  const documents = new Map<string, AdviceDocument>();
  for (const name of repositories)
    documents.set(name, await advise(['.'], { cwd: join(sources, name) }));
  const seen = {
    right: 0,
    wrong: [] as string[],
    found: 0,
    expected: 0,
    missing: 0,
    other: [] as string[],
  };
  for (const { repo, path, line, name, label } of labels) {
    const document = documents.get(repo);
    if (document === undefined) continue;
    const site = document.sites.find(
      (one) => one.path === path && one.line === line && one.name === name,
    );
    if (site === undefined) seen.missing += 1;
    const meant = label.split(',');
    const hints = site?.advice.filter(({ rule }) => rule === 'hint') ?? [];
    if (meant.includes('hint')) {
      seen.expected += 1;
      if (hints.length > 0) seen.found += 1;
    }
    for (const advice of site?.advice ?? []) {
      const where = `${repo}/${path}:${line} ${advice.rule}`;
      const isRight = meant.includes(meaningOf(advice));
      if (advice.rule !== 'hint') {
        if (!isRight) seen.other.push(where);
      } else if (isRight) seen.right += 1;
      else seen.wrong.push(where);
    }
  }
  t.is(seen.missing, 0);
  t.deepEqual(seen.other, []);
  t.deepEqual(seen.wrong, []);
  t.true(seen.found / seen.expected >= 0.8, `${seen.found} of ${seen.expected}`);
  const all = [...documents.values()];
  const warnings = all.flatMap(({ sites }) =>
    sites.flatMap(({ advice }) => advice.filter(({ level }) => level !== 'note')),
  );
  const lines = all.reduce((sum, { files }) => sum + files.lines, 0);
  t.true(warnings.length <= lines / 10_000, `${warnings.length} warnings in ${lines} lines`);
});
