import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { serveContract } from '../live/contract/contract-text.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { cliMain } from '../support/cli-main.ts';

const root = new URL('../../../', import.meta.url);

/** The lines of shell of a job that call mapswell, wherever in the file they stand. */
function commandsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('npx mapswell ') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner) => commandsIn(inner));
}

/** A repository whose service is mapswell's own, with an `npx` that finds the mapswell under test. */
function project(): string {
  const folder = temporaryFolder('contract-example');
  const start = `start: { command: 'exec node "$MAIN" serve --port \${port} --key int64 --value int64', env: { MAIN: ${JSON.stringify(cliMain)} } }`;
  writeFileSync(join(folder, 'mapswell.contract.yaml'), serveContract(start));
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift\nexec node ${cliMain} "$@"\n`);
  chmodSync(join(folder, 'npx'), 0o755);
  const git = (...words: readonly string[]): void => {
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    execFileSync('git', [...who, ...words], { cwd: folder, stdio: 'ignore' });
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'first');
  return folder;
}

test('The commands of the jobs for GitHub and GitLab pass for a service that keeps its contract', (t) => {
  const folder = project();
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    BASE: 'HEAD',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD',
  };
  for (const file of ['contract.yml', 'contract.gitlab-ci.yml']) {
    const job: unknown = parse(readFileSync(new URL(`examples/${file}`, root), 'utf8'));
    const commands = commandsIn(job);
    t.is(commands.length, 2, file);
    for (const command of commands) {
      const { status, stderr } = spawnSync('/bin/sh', ['-c', command], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      t.is(status, 0, `${command}: ${stderr}`);
    }
  }
  t.regex(readFileSync(join(folder, 'contract.xml'), 'utf8'), /<testsuites [^>]*failures="0"/);
});
