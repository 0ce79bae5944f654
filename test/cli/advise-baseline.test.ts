import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { goFolder } from '../live/advise/go-folder.ts';
import { fakeIo } from './fake-io.ts';

const copying = (name: string): string => `func ${name}(src map[string]int) map[string]int {
	m := make(map[string]int)
	for k, v := range src {
		m[k] = v
	}
	return m
}
`;

async function advise(
  cwd: string,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['advise', ...words], { cwd });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

test('with a baseline only new advice fails, wherever the lines are now', async (t) => {
  const folder = goFolder({ 'p/a.go': `package m\n\n${copying('one')}` });
  const written = await advise(folder, '--write-baseline', 'known.json');
  t.is(written.exitCode, 0, written.errors);
  t.is(
    readFileSync(join(folder, 'known.json'), 'utf8'),
    `{
  "advice": [
    {"level":"warning","rule":"hint","site":"p/a.go#one.m"}
  ],
  "kind": "mapswell-advice-baseline",
  "version": 1
}
`,
  );
  const moved = `package m\n${'\n'.repeat(50)}${copying('one')}`;
  writeFileSync(join(folder, 'p/a.go'), moved);
  const same = await advise(folder, '--baseline', 'known.json');
  t.is(same.exitCode, 0);
  t.true(same.output.includes('Known by known.json: 1.\n'), same.output);
  t.false(same.output.includes('warning hint'));
  // From another folder its paths still are those of the file that it is.
  t.is((await advise(join(folder, 'p'), '--baseline', '../known.json')).exitCode, 0);
  writeFileSync(join(folder, 'p/a.go'), `${moved}\n${copying('two')}`);
  const more = await advise(folder, '--baseline', 'known.json');
  t.is(more.exitCode, 1);
  t.true(more.output.includes('1 warning, 0 notes.\nKnown by known.json: 1.\n'), more.output);
  const { output: sarif } = await advise(folder, '--baseline', 'known.json', '--format', 'sarif');
  t.regex(sarif, /"kind": "external",\s*"justification": "known by known\.json"/);
  writeFileSync(join(folder, 'p/a.go'), `package m\n\n${copying('two')}`);
  const gone = await advise(folder, '--baseline', 'known.json', '--fail-on', 'never');
  t.true(gone.output.includes('Known by known.json: 0; 1 more of it was not met.\n'), gone.output);
});

test('a note that has become a warning is new', async (t) => {
  const folder = goFolder({ 'a.go': `package m\n\n${copying('one')}` });
  const known = { site: 'a.go#one.m', rule: 'hint', level: 'note' };
  writeFileSync(
    join(folder, 'known.json'),
    JSON.stringify({ kind: 'mapswell-advice-baseline', version: 1, advice: [known] }),
  );
  t.is((await advise(folder, '--baseline', 'known.json')).exitCode, 1);
});

test('a baseline that is missing or none is named, and no file of another kind is replaced', async (t) => {
  const folder = goFolder({ 'a.go': `package m\n\n${copying('one')}`, 'x.json': '{}' });
  mkdirSync(join(folder, 'd'));
  const missing = await advise(folder, '--baseline', 'none.json');
  t.is(missing.exitCode, 2);
  t.regex(missing.errors, /none\.json/);
  const other = await advise(folder, '--baseline', 'x.json');
  t.is(other.exitCode, 2);
  t.regex(other.errors, /x\.json.*baseline of mapswell advise/s);
  t.is((await advise(folder, '--write-baseline', 'x.json')).exitCode, 2);
  t.is(readFileSync(join(folder, 'x.json'), 'utf8'), '{}');
  t.is((await advise(folder, '--write-baseline', 'd')).exitCode, 2);
  t.is((await advise(folder, '--write-baseline', 'k.json', '--fix')).exitCode, 2);
});
