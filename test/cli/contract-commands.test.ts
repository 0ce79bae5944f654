import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { serveMap } from '../support/serve-map.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

async function contract(
  cwd: string,
  ...argv: readonly string[]
): Promise<{ readonly exitCode: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['contract', ...argv], { cwd, env: { PATH: process.env['PATH'] } });
  return { exitCode: await runCli(io), output: io.output, errors: io.errors };
}

function git(cwd: string, ...words: readonly string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  execFileSync('git', [...who, ...words], { cwd, stdio: 'ignore' });
}

const first = `# What dashboards rely on.
contract: { name: sessions, version: 1.0.0 }
metrics:
  require:
    - { name: size, type: gauge, labels: [map] } # entries
debug: { path: /debug, schema: page.json }
`;

/** A repository with a contract and its schema. */
function repository(): string {
  const folder = temporaryFolder('contract-git');
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'config', 'user.name', 'Ada');
  const page = { type: 'object', properties: { size: { type: 'integer' } } };
  writeFileSync(join(folder, 'page.json'), JSON.stringify(page));
  writeFileSync(join(folder, 'mapswell.contract.yaml'), first);
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  return folder;
}

test('Contracts are compared across revisions, with the schemas beside them as they were', async (t) => {
  const folder = repository();
  const same = await contract(folder, 'diff', 'main', '.');
  t.deepEqual(same, {
    exitCode: 0,
    output: 'sessions 1.0.0 to 1.0.0: nothing that matters changed\n',
    errors: '',
  });
  writeFileSync(join(folder, 'page.json'), '{"type":"object","properties":{}}');
  writeFileSync(
    join(folder, 'mapswell.contract.yaml'),
    first.replace('[map]', '[map, pod]').replace('1.0.0', '1.1.0'),
  );
  const { exitCode, output } = await contract(folder, 'diff', 'HEAD');
  t.is(exitCode, 1);
  t.is(
    output,
    [
      'breaking label-added:size/pod: size has a new label pod',
      'breaking debug-field-removed:/size: /size is gone',
      'version: expected a major version after 1.0.0 for what breaks, or an acceptance of each break, got 1.1.0',
      'sessions 1.0.0 to 1.1.0: breaks, 2 breaking',
      '',
    ].join('\n'),
  );
  const json: unknown = JSON.parse((await contract(folder, 'diff', 'HEAD', '--json')).output);
  t.like(json, { outcome: 'breaking', changes: [{ id: 'label-added:size/pod', accepted: null }] });
});

test('A break is accepted with its reason and author, and only new ones fail then', async (t) => {
  const folder = repository();
  const file = join(folder, 'mapswell.contract.yaml');
  writeFileSync(file, first.replace('[map]', '[map, pod]').replace('1.0.0', '1.1.0'));
  const unknown = await contract(folder, 'accept', 'metric-removed:x', '--reason', 'y');
  t.is(unknown.exitCode, 2);
  t.is(
    unknown.errors,
    'error: expected <id> to be a break with sessions 1.0.0, got metric-removed:x; there are label-added:size/pod\n',
  );
  const missing = await contract(folder, 'accept', 'label-added:size/pod');
  t.is(
    missing.errors,
    'error: expected the flag --reason <text>; see mapswell contract accept --help\n',
  );
  const taken = await contract(folder, 'accept', 'label-added:size/pod', '--reason', 'pods: now');
  t.is(taken.output, 'accepted label-added:size/pod after version 1.0.0, by Ada\n');
  t.is(taken.exitCode, 0);
  const text = readFileSync(file, 'utf8');
  t.regex(text, /^# What dashboards rely on\.$/m);
  t.regex(text, /# entries$/m);
  t.regex(text, /by: Ada/);
  const accepted = await contract(folder, 'diff', 'main', '.');
  t.is(accepted.exitCode, 0);
  t.regex(
    accepted.output,
    /^accepted label-added:size\/pod: size has a new label pod \(pods: now; Ada, \d{4}-\d\d-\d\d\)\n/,
  );
  writeFileSync(file, text.replace('type: gauge', 'type: counter'));
  const more = await contract(folder, 'diff', 'main', '.');
  t.is(more.exitCode, 1);
  t.regex(more.output, /^breaking type-changed:size/m);
  const second = await contract(
    folder,
    'accept',
    'type-changed:size',
    '--reason',
    'z',
    '--by',
    'B',
  );
  t.is(second.exitCode, 0);
  t.is((await contract(folder, 'diff', 'main', '.')).exitCode, 0);
});

test('What is no contract, no folder and no revision is refused', async (t) => {
  const folder = repository();
  const { exitCode, errors } = await contract(folder, 'diff', 'nowhere', '.');
  t.is(exitCode, 2);
  t.is(
    errors,
    'error: expected a contract, a folder or a git revision, got nowhere: no such path, and no such revision here\n',
  );
  const empty = temporaryFolder('no-contract');
  t.is((await contract(empty, 'diff', join(folder, 'mapswell.contract.yaml'))).exitCode, 2);
});

test('A recorded contract is one that the service keeps at once', async (t) => {
  const { url } = await serveMap(t, { key: 'string', value: 'int64' });
  const folder = temporaryFolder('contract-record');
  const recorded = await contract(
    folder,
    'record',
    '--url',
    url,
    '--name',
    'sessions',
    '--out',
    'mapswell.contract.yaml',
  );
  t.deepEqual([recorded.exitCode, recorded.errors], [0, '']);
  const text = readFileSync(join(folder, 'mapswell.contract.yaml'), 'utf8');
  t.is(
    text,
    [
      '# yaml-language-server: $schema=./node_modules/mapswell/docs/contract.schema.json',
      '',
      'contract:',
      '  name: sessions',
      '  version: 0.1.0',
      'extends: mapswell/map@1',
      'metrics:',
      '  path: /metrics',
      '  formats:',
      '    - text',
      '    - openmetrics',
      'drive:',
      '  request:',
      '    path: /map',
      '    line: \'{"key": "contract-${i}", "value": ${i}}\'',
      '',
    ].join('\n'),
  );
  const checked = await contract(folder, 'check', '--url', url);
  t.is(checked.exitCode, 0, checked.output);
  const again = await contract(folder, 'record', '--url', url, '--out', 'mapswell.contract.yaml');
  t.is(again.exitCode, 2);
  t.is(readFileSync(join(folder, 'mapswell.contract.yaml'), 'utf8'), text);
});
