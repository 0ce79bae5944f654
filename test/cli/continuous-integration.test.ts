import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import { parse } from 'yaml';
import { tiny } from '../support/tiny-scenario.ts';
import { cliMain } from '../support/cli-main.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapswell-ci-')));
const project = join(folder, 'project');
const shims = join(folder, 'shims');
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: string | object): void {
  const path = join(project, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

function git(...words: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, ...words], { cwd: project, encoding: 'utf8' }).trim();
}

/**
 * A shell line as CI runs it: it stops at the first failure. No registry is asked for anything. What npx
 * finds is said once, by the lines of the README: each start of it takes longer than what it starts.
 */
function shell(
  script: string,
  { env = {}, withNpx = false }: { env?: Readonly<Record<string, string>>; withNpx?: boolean } = {},
) {
  const quiet = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_offline: 'true' };
  const { PATH: path = '', HOME = folder } = process.env;
  const PATH = withNpx ? path : `${shims}:${path}`;
  return spawnSync('/bin/sh', ['-e', '-c', script], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH, HOME, ...quiet, ...env },
  });
}

/** Fewer rounds, so that the test takes seconds: what is tested is that the lines work. */
function quick(line: string): string {
  return line.startsWith('npx mapswell ab')
    ? `${line.replace(/ --rounds \d+/, '')} --rounds 2`
    : line;
}

test.before(() => {
  // A project that has mapswell as a package: here a package that starts this very build.
  write('tools/mapswell/package.json', {
    name: 'mapswell',
    version: '0.1.0',
    type: 'module',
    bin: 'mapswell.js',
  });
  write(
    'tools/mapswell/mapswell.js',
    `#!/usr/bin/env node\nimport ${JSON.stringify(pathToFileURL(cliMain).href)};\n`,
  );
  const dependency = { mapswell: 'file:tools/mapswell' };
  write('package.json', { name: 'user', version: '1.0.0', devDependencies: dependency });
  write('package-lock.json', {
    name: 'user',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'user', version: '1.0.0', devDependencies: dependency },
      'node_modules/mapswell': { resolved: 'tools/mapswell', link: true },
      'tools/mapswell': { version: '0.1.0', dev: true, bin: { mapswell: 'mapswell.js' } },
    },
  });
  write('.gitignore', 'node_modules/\nreports/*\n!reports/baseline/\n*.html\n');
  write('sandbox.config.json', { rounds: 1 });
  write('scenarios/tiny.json', tiny);
  git('init', '--quiet', '--initial-branch', 'main');
  mkdirSync(shims);
  writeFileSync(join(shims, 'npx'), '#!/bin/sh\nexec "node_modules/.bin/$@"\n', { mode: 0o755 });
  const made = shell('npm ci && npx mapswell baseline');
  if (made.status !== 0) throw new Error(made.stderr);
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start');
  git('clone', '--quiet', '--bare', '.', join(folder, 'origin.git'));
  git('remote', 'add', 'origin', join(folder, 'origin.git'));
});

function linesOfGuide(): readonly string[] {
  const guide = readFileSync(join(repository, 'docs/in-ci.md'), 'utf8');
  const [, block = ''] = /## The jobs[\s\S]*?```sh\n([\s\S]*?)```/.exec(guide) ?? [];
  return block.trim().split('\n');
}

test.serial('the four lines of the guide pass where nothing changed', (t) => {
  const lines = linesOfGuide();
  t.is(lines.length, 4);
  for (const line of lines) {
    const { status, stdout, stderr } = shell(quick(line), { withNpx: true });
    t.is(status, 0, `${line}\n${stdout}${stderr}`);
  }
});

test.serial('the steps of the workflow run, in its environment, and leave their pages', (t) => {
  const workflow: {
    readonly jobs: { readonly maps: { readonly steps: readonly WorkflowStep[] } };
  } = parse(readFileSync(join(repository, 'examples/mapswell.yml'), 'utf8'));
  const { steps } = workflow.jobs.maps;
  t.deepEqual(
    steps.flatMap(({ uses }) => uses ?? []),
    ['actions/checkout@v4', 'actions/setup-node@v4', 'actions/upload-artifact@v4'],
  );
  const summary = join(folder, 'summary.md');
  const commands = steps.filter(({ run }) => run !== undefined);
  t.is(commands.length, 3);
  for (const { run = '', env = {} } of commands) {
    t.true(Object.values(env).every((value) => /^\$\{\{ github\.event\.[\w.]+ \}\}$/.test(value)));
    const values = Object.fromEntries(
      Object.keys(env).map((key) => [key, git('rev-parse', 'main')]),
    );
    const { status, stdout, stderr } = shell(quick(run), {
      env: { ...values, GITHUB_STEP_SUMMARY: summary },
    });
    t.is(status, 0, `${run}\n${stdout}${stderr}`);
  }
  t.is((readFileSync(summary, 'utf8').match(/^## mapswell: /gm) ?? []).length, 2);
  for (const page of ['counts.html', 'time.html'])
    t.regex(readFileSync(join(project, page), 'utf8'), /<!doctype html>/);
});

interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

test.serial('the lines fail where a scenario is gone or does something else', (t) => {
  const [, compare = '', , ab = ''] = linesOfGuide().map(quick);
  write('scenarios/tiny.json', { ...tiny, hint: 100 });
  t.is(shell(compare).status, 3);
  t.is(shell(ab).status, 3);
  rmSync(join(project, 'scenarios/tiny.json'));
  write('scenarios/other.json', tiny);
  const gone = shell(compare);
  t.is(gone.status, 3);
  t.regex(gone.stdout, /invalid +tiny +.*\n +the candidate has no such cell/);
  t.is(shell(ab).status, 3);
});
