import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { adviceDocumentSchema } from '../../src/live/advise/advice-schema.ts';
import type { AdviceDocument } from '../../src/live/advise/advice-document.ts';
import { goFolder, rulesOf, siteNamed } from '../live/advise/go-folder.ts';
import { goHere } from '../support/go-here.ts';
import { fakeIo } from './fake-io.ts';

async function adviseWithTypes(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  ...words: readonly string[]
): Promise<AdviceDocument> {
  const io = fakeIo(['advise', '--types', 'on', '--json', ...words], { cwd, env });
  await runCli(io);
  return adviceDocumentSchema.parse(JSON.parse(io.output));
}

const program = `package m

import (
	"net/http"
	"example.org/Other/other"
	"example.org/absent"
)

// Ünïcödé 😀 before what is looked up by its position.
type holder struct{ names map[string]other.Large }

func use(h *holder, channel other.Queue, list other.List, lost absent.Things) {
	fromChannel := map[string]int{}
	for x := range channel {
		fromChannel[x] = 1
	}
	fromList := map[string]int{}
	for i, x := range list.All() {
		fromList[x] = i
	}
	fromLost := map[string]int{}
	for i, x := range lost {
		fromLost[x] = i
	}
	headers := http.DefaultClient.Jar
	values := other.Values()
	made := other.Named{}
	for _, x := range list.All() {
		made[x] = 1
	}
	other.Get(h).names["a"] = other.Large{}
	println(len(fromChannel), len(fromList), len(fromLost), headers, len(values), len(made))
}
`;

const other = `package other

type Queue chan string
type List struct{ all [12]string }
type Named map[string]int
type Large struct { ${'abcdefghijklmnopqrstuvwxyz'.split('').join(', ')} string; last bool }

func (l List) All() []string { return l.all[:] }
func Values() map[int8][3]uint16 { return nil }
func Get[T any](value T) T { return value }
`;

test('the types of a compiler know packages of other modules, channels, results and sizes', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const cache = goFolder({ 'example.org/!other@v1.2.3/other/other.go': other });
  const folder = goFolder({
    'go.mod': 'module example.org/m\n\ngo 1.22\n\nrequire example.org/Other v1.2.3\n',
    'm.go': program,
    'never.go': '//go:build never\n\npackage m\n\nvar never map[string]int\n',
  });
  const env = { ...process.env, GOMODCACHE: cache };
  const document = await adviseWithTypes(folder, env);
  t.is(document.engine, 'types');
  t.deepEqual(document.types, {
    go: go.version,
    packages: 1,
    incomplete: 1,
    missing: ['example.org/absent'],
    problem: null,
  });
  t.deepEqual([document.files.read, document.files.typed], [2, 1]);
  // A loop over a channel is told from one over a list; what is not at hand stays a guess.
  t.deepEqual(
    ['fromChannel', 'fromList', 'fromLost', 'made'].map((name) => rulesOf(document, name)),
    [[], ['hint/bound'], ['hint/heuristic'], ['hint/bound']],
  );
  t.deepEqual(siteNamed(document, 'values').plan, {
    map: 'go1.22',
    key: 'int8',
    value: '[3]uint16',
  });
  const { plan, uses, advice } = siteNamed(document, 'names');
  // 26 strings of 16 bytes and a bool, rounded up to the alignment: 424 bytes.
  t.is(plan?.value, 'struct { a *int; b [416]byte }');
  t.is(uses.writes, 1);
  t.deepEqual(
    advice.map(({ rule, reason }) => [rule, reason]),
    [
      [
        'indirect',
        'a value has 424 bytes: above 128 bytes Go allocates one more object for each entry, and each write copies it',
      ],
    ],
  );
});

test('without a module cache the types of other modules are named as not at hand, and syntax answers', async (t) => {
  if ((await goHere(t)) === null) return;
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.22\n', 'm.go': program });
  const env = { ...process.env, GOMODCACHE: join(folder, 'nowhere'), GOPATH: folder };
  const io = fakeIo(['advise', '--types', 'auto'], { cwd: folder, env });
  t.is(await runCli(io), 0);
  t.regex(
    io.output,
    /Types by go1\.\d+[^:]*: 1 of 1 files, the others by syntax alone; 0 of 1 packages whole, not at hand: example\.org\/Other\/other, example\.org\/absent\.\n$/,
  );
  t.regex(io.output, /fromLost map\[string\]int/);
});

test('types are a matter of a Go on this machine: on needs one, auto does without', async (t) => {
  const folder = goFolder({ 'm.go': 'package m\n\nvar known = map[string]int{}\n' });
  const on = fakeIo(['advise', '--types', 'on'], { cwd: folder, env: {} });
  t.is(await runCli(on), 3);
  t.regex(on.errors, /expected a Go for --types on: no Go toolchain found/);
  const auto = fakeIo(['advise', '--types', 'auto', '--json'], { cwd: folder, env: {} });
  t.is(await runCli(auto), 0);
  t.is(adviceDocumentSchema.parse(JSON.parse(auto.output)).types, null);
  const wrong = fakeIo(['advise', '--types', 'always'], { cwd: folder, env: {} });
  t.is(await runCli(wrong), 2);
});
