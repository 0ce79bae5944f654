import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { skipOptional } from '../support/skip-loudly.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const text = readFileSync(join(repository, 'Dockerfile'), 'utf8');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Comments and empty lines are none; a backslash at the end of a line goes on in the next. */
const instructions: readonly Instruction[] = text
  .replaceAll(/\\\n/gu, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.+)$/u.exec(line) ?? [];
    return { name, rest };
  });

test('the Dockerfile is well formed, and its stages run the two commands', (t) => {
  const known = new Set(['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENTRYPOINT', 'CMD']);
  t.deepEqual(
    instructions.filter(({ name }) => !known.has(name)),
    [],
  );
  const stages = new Map<string, { readonly from: string; readonly runs: string[] }>();
  let current: string[] = [];
  for (const { name, rest } of instructions) {
    if (name === 'FROM') {
      const [, from = '', stage = ''] = /^(\S+) AS (\w+)$/u.exec(rest) ?? [];
      current = [];
      stages.set(stage, { from, runs: current });
    } else if (name === 'RUN') current.push(rest);
    else if (name === 'ENTRYPOINT' || name === 'CMD')
      t.true(Array.isArray(JSON.parse(rest)), `${name} ${rest}`);
  }
  t.deepEqual(Object.fromEntries(stages), {
    source: { from: 'node:20-bookworm', runs: [] },
    test: { from: 'source', runs: ['npm ci && npm test'] },
    sandbox: { from: 'source', runs: ['npm ci && npm run sandbox'] },
  });
});

test('docker accepts the Dockerfile, where there is docker', (t) => {
  if (spawnSync('docker', ['buildx', 'version']).status !== 0) return skipOptional(t, 'no docker');
  const { status, stderr } = spawnSync('docker', ['buildx', 'build', '--check', '.'], {
    cwd: repository,
    encoding: 'utf8',
  });
  return t.is(status, 0, stderr);
});
