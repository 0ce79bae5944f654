import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { goFolder } from '../live/advise/go-folder.ts';
import { goHere } from '../support/go-here.ts';
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

test('a diff and a fix are asked for one at a time', async (t) => {
  t.is((await advise(goFolder({ 'a.go': source }), '--fix', '--diff')).exitCode, 2);
});
