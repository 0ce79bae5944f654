import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { goFolder } from '../live/advise/go-folder.ts';
import { goHere } from '../support/go-here.ts';
import { skipOptional } from '../support/skip-loudly.ts';
import { fakeIo } from './fake-io.ts';

const source = `package m

type group map[string][]int

type source struct{ names []string }

func copied(src group, s *source) (group, map[string]bool, map[int]int) {
	m := group{}
	for k, v := range src {
		m[k] = v
	}
	a, b := make(map[string]bool), map[int]int{}
	for _, name := range s.names {
		a[name] = true
	}
	for i, v := range [...]int{9, 8, 7, 6, 5, 4, 3, 2, 1} {
		b[v*v] = i
	}
	return m, a, b
}

func careful(s *source, len int) (map[string]bool, map[int]bool) {
	m := map[string]bool{}
	if s == nil {
		return m, nil
	}
	for _, name := range s.names {
		m[name] = true
	}
	n := map[int]bool{}
	for i := 0; i < len; i++ {
		n[i*i] = true
	}
	return m, n
}
`;
const fixed = source
  .replace('m := group{}\n\tfor', 'm := make(group, len(src))\n\tfor')
  .replace(
    'make(map[string]bool), map[int]int{}',
    'make(map[string]bool, len(s.names)), make(map[int]int, 9)',
  );

async function advise(
  cwd: string,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const io = fakeIo(['advise', ...words], { cwd });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output };
}

test('a diff shows what would be written and changes nothing', async (t) => {
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.22\n', 'a.go': source });
  const { output } = await advise(folder, '--diff', 'a.go');
  t.is(
    output,
    `--- a/a.go
+++ b/a.go
@@ -5,11 +5,11 @@
 type source struct{ names []string }
 
 func copied(src group, s *source) (group, map[string]bool, map[int]int) {
-	m := group{}
+	m := make(group, len(src))
 	for k, v := range src {
 		m[k] = v
 	}
-	a, b := make(map[string]bool), map[int]int{}
+	a, b := make(map[string]bool, len(s.names)), make(map[int]int, 9)
 	for _, name := range s.names {
 		a[name] = true
 	}
`,
  );
  t.is(readFileSync(join(folder, 'a.go'), 'utf8'), source);
});

test('a fix writes the hints once: it compiles, and a second one changes nothing', async (t) => {
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.22\n', 'a.go': source });
  const first = await advise(folder, '--fix', '.');
  t.is(first.exitCode, 0);
  t.is(first.output, 'a.go: 3\nWrote 3 hints into 1 file.\n');
  t.is(readFileSync(join(folder, 'a.go'), 'utf8'), fixed);
  const second = await advise(folder, '--fix', '.');
  t.is(second.output, 'Wrote 0 hints into 0 files.\n');
  t.is(readFileSync(join(folder, 'a.go'), 'utf8'), fixed);
  const go = await goHere(t);
  if (go === null) return;
  const built = spawnSync(go.program, ['vet', './...'], {
    cwd: folder,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' },
    encoding: 'utf8',
  });
  t.is(built.status, 0, built.stderr);
});

const copies = `package m

import (
	"fmt"
	"strings"
)

type group map[string]int

func first(src group) group {
	if src == nil {
		return nil
	}
	m := make(group)
	for k, v := range src {
		m[k] = v
	}
	fmt.Println(strings.ToUpper("copied"))
	return m
}

func second(src map[int]int) map[int]int {
	if len(src) == 0 {
		return nil
	}
	m := map[int]int{}
	for k, v := range src {
		m[k] = v
	}
	return m
}

func empty(src group) group {
	m := make(group)
	for k, v := range src {
		m[k] = v
	}
	return m
}

func other(src group) map[string]int {
	if src == nil {
		return nil
	}
	m := make(map[string]int)
	for k, v := range src {
		m[k] = v
	}
	return m
}

func noted(src group) group {
	if src == nil {
		return nil
	}
	m := make(group)
	for k, v := range src {
		m[k] = v // as it is
	}
	return m
}
`;
const cloned = copies
  .replace('"fmt"\n', '"fmt"\n\t"maps"\n')
  .replace('make(group)\n\tfor k, v := range src {\n\t\tm[k] = v\n\t}', 'maps.Clone(src)')
  .replace('map[int]int{}\n\tfor k, v := range src {\n\t\tm[k] = v\n\t}', 'maps.Clone(src)')
  .replaceAll('make(group)', 'make(group, len(src))')
  .replace('make(map[string]int)', 'make(map[string]int, len(src))');

test('a copy of a map that is not nil, into its own type, becomes maps.Clone where that sizes by entries', async (t) => {
  const go = await goHere(t);
  for (const [version, expected] of [
    ['1.24', cloned],
    // Before 1.21 there is none, and from 1.25 on it takes over the size of the table.
    ['1.20', null],
    ['1.25', null],
  ] as const) {
    const folder = goFolder({
      'go.mod': `module example.org/m\n\ngo ${version}\n`,
      'a.go': copies,
    });
    const { output } = await advise(folder, '--fix', '.');
    t.is(output, 'a.go: 5\nWrote 5 hints into 1 file.\n');
    const written = readFileSync(join(folder, 'a.go'), 'utf8');
    if (expected === null) t.false(written.includes('maps'));
    else t.is(written, expected);
    t.is((await advise(folder, '--fix', '.')).output, 'Wrote 0 hints into 0 files.\n');
    if (expected === null || go === null || go.minor < 21) continue;
    const built = spawnSync(go.program, ['vet', './...'], {
      cwd: folder,
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' },
      encoding: 'utf8',
    });
    // A module may say a later version than the toolchain has.
    if (go.minor >= 24) t.is(built.status, 0, built.stderr);
  }
});

test('a diff and a fix are asked for one at a time', async (t) => {
  t.is((await advise(goFolder({ 'a.go': source }), '--fix', '--diff')).exitCode, 2);
});

test('where one file may not be written, none is', async (t) => {
  // Whoever is root may write everything.
  if (process.getuid?.() === 0) {
    skipOptional(t, 'root may write every file');
    return;
  }
  const cwd = goFolder({ 'a.go': source, 'b.go': source.replace('package m', 'package  m') });
  chmodSync(join(cwd, 'b.go'), 0o444);
  const io = fakeIo(['advise', '--fix'], { cwd });
  t.is(await runCli(io), 2);
  t.regex(
    io.errors,
    /expected b\.go to be a file that may be written for --fix; nothing was written/,
  );
  t.is(readFileSync(join(cwd, 'a.go'), 'utf8'), source);
});
