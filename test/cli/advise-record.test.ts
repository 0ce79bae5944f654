import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { advise } from '../../src/live/advise/advise.ts';
import { adviceDocumentSchema } from '../../src/live/advise/advice-schema.ts';
import type { AdviceDocument, MeasuredGuard } from '../../src/live/advise/advice-document.ts';
import type { RecordedCell } from '../../src/live/advise/live/run-index.ts';
import { planGrowth } from '../../src/maps/model/plan/plan-growth.ts';
import { readRecord } from '../../src/lab/record/record-file.ts';
import { goFolder, siteNamed } from '../live/advise/go-folder.ts';
import { tiny } from '../support/tiny-scenario.ts';
import { runIn } from './run-in.ts';

const source = `package m

import "sync"

var known = map[string]int64{}

type Cache struct {
	mu sync.RWMutex
	entries map[string]*int
}

func (c *Cache) Get(key string) *int { c.mu.RLock(); defer c.mu.RUnlock(); return c.entries[key] }

func (c *Cache) Set(key string, value *int) { c.mu.Lock(); c.entries[key] = value; c.mu.Unlock() }

func learn(key string) { known[key] = 1 }
`;
const files = { 'go.mod': 'module example.org/m\n\ngo 1.24\n', 'in/a.go': source };

test('a scenario of a site, once it ran, puts what was measured at the site, from whatever folder it is asked', async (t) => {
  t.timeout(120_000);
  const cwd = goFolder(files);
  const scenario = await runIn(cwd, 'advise', '--scenario', 'Cache.entries', '--entries', '60000');
  t.true(scenario.output.includes('  site: "in/a.go#Cache.entries",\n'), scenario.output);
  mkdirSync(join(cwd, 'scenarios'));
  // A tenth of its operations, behind two of its guards: what is read of the run is the same.
  const short = scenario.output
    .replace('operationsPerWriter: 200000', 'operationsPerWriter: 20000')
    .replace("['mutex', 'rwmutex', 'sharded:32', 'sync.Map']", "['sync.Map', 'rwmutex']");
  writeFileSync(join(cwd, 'scenarios/cache.ts'), short);
  const run = await runIn(cwd, 'run', 'cache', '--quick', '--out', 'out');
  t.is(run.exitCode, 0, run.errors);
  const record = await readRecord(join(cwd, 'out/record.json'));
  t.deepEqual(
    record.cells.map(({ cell: { site } }) => site),
    ['in/a.go#Cache.entries', 'in/a.go#Cache.entries'],
  );
  const advised = await runIn(cwd, 'advise', 'in', '--record', 'out', '--json');
  const document = adviceDocumentSchema.parse(JSON.parse(advised.output));
  const { live, measured } = siteNamed(document, 'entries');
  // Every entry was filled in, and the mix of one look-up and one insert deletes none.
  const plan = planGrowth({ map: 'go1.24', key: 'string', value: '*int', entries: 60_000 });
  const stats = record.cells.find(({ cell }) => cell.guard === 'rwmutex')?.exact[0]?.counts?.stats;
  t.like(live, { source: 'run', entriesFrom: 60_000, entriesTo: 60_000, bytes: stats?.bytesHeld });
  t.is(live?.nextGrowth?.atEntries, plan.nextGrowth?.entries);
  t.deepEqual(
    measured?.map(({ guard, writers, entries }) => [guard, writers, entries]),
    [
      ['sync.Map', 4, 60_000],
      ['rwmutex', 4, 60_000],
    ],
  );
  t.deepEqual(document.unexplainedMaps, []);
  t.is(siteNamed(document, 'known').live, null);
  // The record of another folder, where the map is one folder further up.
  const inside = await runIn(join(cwd, 'in'), 'advise', '--record', '../out');
  t.regex(
    inside.output,
    /^a\.go:9: Cache\.entries .*\n.*\n {2}in the run: [\d.]+ MiB in \d+ tables, 60,000 entries; grows at insert /m,
  );
  t.regex(
    inside.output,
    /measured, ns for a write with the look-ups beside it: sync\.Map by 4 \d+/,
  );
  // That a scenario fills it is no proof that the program does.
  t.regex(inside.output, /2 maps, 0 warnings, 0 notes\.\n/);
});

test('what names no map, or another, is refused or listed', async (t) => {
  const cwd = goFolder({
    ...files,
    'scenarios/tiny.json': JSON.stringify(tiny),
    'scenarios/other.json': JSON.stringify({ ...tiny, site: 'b.go#gone' }),
  });
  t.is((await runIn(cwd, 'run', 'tiny', '--quick', '--out', 'plain')).exitCode, 0);
  const plain = await runIn(cwd, 'advise', '--record', 'plain');
  t.is(plain.exitCode, 2);
  t.regex(
    plain.errors,
    /expected the run of --record to have cells that .* name the map .*, got none in .*plain\/record\.json/,
  );
  t.is((await runIn(cwd, 'run', 'other', '--quick', '--out', 'gone')).exitCode, 0);
  const gone = await runIn(cwd, 'advise', '--record', 'gone');
  t.is(gone.exitCode, 0, gone.errors);
  t.regex(
    gone.output,
    /In the record, but no map that was found:\n {2}.* entries: b\.go#gone map\[/,
  );
  for (const [words, said] of [
    [['--record', 'nowhere'], /nowhere/],
    [['--record', 'gone', '--live', 'x.csv'], /--live/],
    [['--record', 'go.mod'], /go\.mod/],
  ] as const) {
    const refused = await runIn(cwd, 'advise', ...words);
    t.is(refused.exitCode, 2, words.join(' '));
    t.regex(refused.errors, said);
  }
  const damaged = readFileSync(join(cwd, 'gone/record.json'), 'utf8').slice(0, 500);
  writeFileSync(join(cwd, 'cut.json'), damaged);
  t.is((await runIn(cwd, 'advise', '--record', 'cut.json')).exitCode, 2);
});

function recordedCell(site: string, measured: Partial<MeasuredGuard>): RecordedCell {
  const figures = { entries: 1000, bytesHeld: 2 ** 21, peakBytesHeld: 2 ** 21, nsPerWrite: null };
  return {
    site,
    map: 'go1.24',
    key: 'string',
    value: '*int',
    hint: 0,
    tables: 2,
    peakEntries: 1000,
    measured: { guard: 'rwmutex', writers: 4, ...figures, ...measured },
  };
}

function took(median: number, min: number, max: number, rounds = 5): MeasuredGuard['nsPerWrite'] {
  return { median, min, max, rounds };
}

test('another guard is advised where it was faster than that of the map in every round of several', async (t) => {
  const cwd = goFolder(files);
  const advisedBy = async (
    ...others: readonly Partial<MeasuredGuard>[]
  ): Promise<AdviceDocument> => {
    const own = { guard: 'rwmutex', nsPerWrite: took(400, 380, 450) } as const;
    const run = [own, ...others].map((one) => recordedCell('in/a.go#Cache.entries', one));
    return await advise(['.'], { cwd, run });
  };
  const faster = await advisedBy(
    { guard: 'mutex', nsPerWrite: took(390, 379, 500) },
    { guard: 'sharded:32', nsPerWrite: took(120, 110, 130) },
  );
  t.deepEqual(
    siteNamed(faster, 'entries').advice.map(({ rule, level, confidence, reason }) => [
      rule,
      level,
      confidence,
      reason,
    ]),
    [
      [
        'guard',
        'note',
        'measured',
        'in the run of its scenario 4 writers took 400 ns (380 to 450) for a write behind rwmutex and 120 ns (110 to 130) behind sharded:32, every round faster',
      ],
    ],
  );
  for (const other of [
    // Rounds overlap; too few rounds; other writers; slower; not timed.
    { guard: 'mutex', nsPerWrite: took(390, 379, 500) },
    { guard: 'sharded:32', nsPerWrite: took(120, 110, 130, 1) },
    { guard: 'sharded:32', writers: 1, nsPerWrite: took(120, 110, 130) },
    { guard: 'sync.Map', nsPerWrite: took(900, 800, 1000) },
    { guard: 'sync.Map' },
  ] as const)
    t.deepEqual(siteNamed(await advisedBy(other), 'entries').advice, [], JSON.stringify(other));
});

test('a variable is found by the symbol that attach names it by', async (t) => {
  const cwd = goFolder(files);
  const run = [recordedCell('example.org/m/in.known', { guard: 'mutex' })];
  const document = await advise(['.'], { cwd, run });
  t.is(siteNamed(document, 'known').live?.source, 'run');
  t.is(siteNamed(document, 'entries').live, null);
  // A symbol has the import path, and the name of the package nowhere.
  t.deepEqual(document.unexplainedMaps, []);
});
