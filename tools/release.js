// Makes a release out of what is on main: checks, dates the "Unreleased" part of the changelog, sets the
// version, commits and tags. Pushing stays with the person; the tag's workflow publishes.
//
//   npm run release -- 0.2.0 [--dry-run]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const unreleased = '## Unreleased';

/**
 * The changelog with its unreleased part under a version.
 * @throws Error where nothing is unreleased, or the version stands there already
 */
export function releasedChangelog(text, version, date) {
  const start = text.indexOf(unreleased);
  if (start < 0) throw new Error(`expected a part "${unreleased}" in CHANGELOG.md, got none`);
  if (text.includes(`## ${version} `))
    throw new Error(`version ${version} is in CHANGELOG.md already`);
  const rest = text.slice(start + unreleased.length);
  const next = rest.indexOf('\n## ');
  const part = (next < 0 ? rest : rest.slice(0, next)).trim();
  if (part === '') throw new Error('nothing is unreleased');
  const older = next < 0 ? '' : rest.slice(next);
  return `${text.slice(0, start)}${unreleased}\n\n## ${version} (${date})\n\n${part}\n${older}`;
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const run = (...args) => execFileSync('npm', args, { stdio: 'inherit' });

function main([version = '', ...flags]) {
  const isDry = flags.includes('--dry-run');
  const unknown = flags.find((flag) => flag !== '--dry-run');
  if (unknown !== undefined) throw new Error(`expected --dry-run or nothing, got ${unknown}`);
  if (!/^\d+\.\d+\.\d+$/u.test(version))
    throw new Error(`expected a version such as 0.2.0, got ${JSON.stringify(version)}`);
  if (git('status', '--porcelain') !== '') throw new Error('expected a clean checkout');
  if (git('branch', '--show-current') !== 'main') throw new Error('expected the branch main');
  const date = new Date().toISOString().slice(0, 10);
  const changelog = releasedChangelog(readFileSync('CHANGELOG.md', 'utf8'), version, date);
  if (isDry) {
    process.stdout.write(changelog);
    return;
  }
  run('run', 'check');
  run('test');
  writeFileSync('CHANGELOG.md', changelog);
  run('version', version, '--no-git-tag-version');
  git('commit', '--all', '--message', version);
  git('tag', '--annotate', `v${version}`, '--message', version);
  process.stdout.write(`tagged v${version}: git push --follow-tags publishes it\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  try {
    main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 2;
  }
