import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

function run(folder: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** A project that has nothing but the package, as npm packs it, and what the package depends on. */
function packedProject(): string {
  const folder = temporaryFolder('packed');
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'mapswell'), { recursive: true });
  const quickly = new URL('../../../tools/pack-quickly.js', import.meta.url).href;
  const pack = run(
    repository,
    'env',
    `NODE_OPTIONS=--import=${quickly}`,
    'npm',
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  );
  const [{ filename }]: readonly [{ readonly filename: string }] = JSON.parse(pack);
  run(folder, 'tar', '-xzf', filename, '-C', join(modules, 'mapswell'), '--strip-components=1');
  const { dependencies }: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  return folder;
}

const right = `
import {
  type Calibration, type Capacity, calibrate, capacity, compare, type Comparison, createMap,
  defineConfig, defineScenario, detect, planGrowth, type RunResult, runSandbox, type SteadyCapacity,
} from 'mapswell';

const map = createMap({ map: 'go1.24', key: 'string', value: 'int64' });
const count: bigint | undefined = map.set('a', 1).get('a');
const events: number = map.growthEvents().length;
map.close();
export const config = defineConfig({ limits: { memoryBytes: '512MiB' }, timeLimitMs: '30s' });
export const scenario = defineScenario({
  purpose: 'typed', key: 'int64', value: 'int64', rate: { kind: 'constant', perSecond: '20k/s' },
  phases: [{ name: 'fill', operationsPerWriter: 10, mix: { insert: 1 }, keys: { kind: 'sequential' } }],
});
export const run = (): Promise<RunResult> =>
  runSandbox({ scenarios: [scenario, { ...scenario, name: 'other' }, 'shipped'], limits: { memoryBytes: '1GiB' } });
export const fits = (): Promise<Capacity> => capacity({ key: 'int64', value: 'int64', limit: '1GiB' });
export const keeps = (): Promise<SteadyCapacity> =>
  capacity({ map: 'v8', key: 'string(36)', value: 'smi', limit: '1GiB', live: 1e6, churn: '20k/s' });
export const same = (one: RunResult): Promise<Comparison> => compare('reports/baseline/main.json', one.record);
export const learn = (): Promise<Calibration> => calibrate({ traces: ['traces'], lead: '23min' });
export const alarms = async (): Promise<number> =>
  (await detect({ calibration: await learn(), traces: ['x.csv'] })).length;
const plan = planGrowth({ map: 'go1.22', key: 'int64', value: 'int64', entries: 1e6 });
console.log(String(count), events, plan.bytesHeld);
`;

const wrong = `
import { capacity, createMap, runSandbox } from 'mapswell';
createMap({ key: 'string', value: 'int64' }).set(1, 1n);
createMap({ key: 'int64', value: 'int64' }).set(1, 'x');
export const a: string | undefined = createMap({ key: 'int64', value: 'bool' }).get(1);
export const b = runSandbox({ scenarios: [{ purpose: 'no types' }] });
export const c = capacity({ key: 'int64', value: 'int64', limit: '512 apples' });
`;

test('the packed package types an empty strict project, and what it says runs', (t) => {
  const folder = packedProject();
  writeFileSync(join(folder, 'right.ts'), right);
  writeFileSync(join(folder, 'wrong.ts'), wrong);
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const check = (...args: readonly string[]): string =>
    spawnSync(process.execPath, [tsc, '--strict', '--ignoreConfig', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout;
  // No types of Node.js, and the declarations themselves are checked too.
  const own = ['--types', '', '--target', 'es2023'];
  t.is(
    check('--noEmit', ...own, '--module', 'esnext', '--moduleResolution', 'bundler', 'right.ts'),
    '',
  );
  t.is(check(...own, '--module', 'nodenext', 'right.ts'), '');
  t.deepEqual(
    check('--noEmit', ...own, '--module', 'nodenext', 'wrong.ts')
      .split('\n')
      .flatMap((line) => /^wrong\.ts\((\d+),/u.exec(line)?.[1] ?? []),
    ['3', '4', '5', '6', '7'],
  );
  // 1,000,000 int64 to int64 of the classic map hold 40.2 MB: 2^18 buckets and a sixteenth more.
  t.is(run(folder, process.execPath, 'right.js'), '1 0 40157280\n');
  t.regex(
    run(folder, process.execPath, 'node_modules/mapswell/dist/bundle/main.cjs', '--version'),
    /^\d+\.\d+\.\d+\n$/u,
  );
});
