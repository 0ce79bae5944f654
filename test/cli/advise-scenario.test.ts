import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { goFolder } from '../live/advise/go-folder.ts';
import { fakeIo } from './fake-io.ts';

const source = `package m

import "sync"

type Cache struct {
	mu sync.RWMutex
	entries map[string]*int
	rates map[float64]int
}

func (c *Cache) Get(key string) *int { c.mu.RLock(); defer c.mu.RUnlock(); return c.entries[key] }

func (c *Cache) Has(key string) bool { return c.entries[key] != nil }

func (c *Cache) Set(key string, value *int) { c.mu.Lock(); c.entries[key] = value; c.mu.Unlock() }

func (c *Cache) Drop(key string) { delete(c.entries, key) }

func other() { rates := map[int]int{}; rates[1] = 1 }
`;

test('a scenario of a map has its type, its mix and four guards, and run can load it', async (t) => {
  const cwd = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.24\n', 'a.go': source });
  const advised = fakeIo(['advise', '--scenario', 'Cache.entries', '--entries', '5000'], { cwd });
  t.is(await runCli(advised), 0, advised.errors);
  for (const line of [
    '// Cache.entries map[string]*int, a.go:7.\n',
    '  map: "go1.24",\n  key: "string",\n  value: "*int",\n',
    "  guard: ['mutex', 'rwmutex', 'sharded:32', 'sync.Map'],\n",
    '      mix: { lookup: 2, insert: 1, delete: 1 },\n',
    "      keys: { kind: 'uniform', keys: 5000 },\n",
  ])
    t.true(advised.output.includes(line), advised.output);
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'scenarios/cache.ts'), advised.output);
  const listed = fakeIo(['list', '--json'], { cwd });
  t.is(await runCli(listed), 0, listed.errors);
  for (const guard of ['mutex', 'rwmutex', 'sharded:32', 'sync.Map'])
    t.true(listed.output.includes(`cache/guard=${guard}`), listed.output);
});

test('a scenario of no map, of several, or of keys that no workload makes is refused', async (t) => {
  const cwd = goFolder({ 'a.go': source });
  const refused = async (site: string): Promise<string> => {
    const io = fakeIo(['advise', '--scenario', site], { cwd });
    t.is(await runCli(io), 2);
    return io.errors;
  };
  t.regex(
    await refused('nothing'),
    /expected --scenario to name one map, such as a\.go#Cache\.entries/,
  );
  t.regex(
    await refused('rates'),
    /such as a\.go#Cache\.rates, a\.go#other\.rates, got "rates", which 2 are/,
  );
  t.regex(
    await refused('Cache.rates'),
    /expected a map of Go with keys that are .* got Cache\.rates map\[float64\]int/,
  );
});
