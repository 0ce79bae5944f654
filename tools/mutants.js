// A dozen defects, made one at a time in a copy of the build: each must fail a test of its subject. A
// mutant that survives says that a test only looks as if it held something.
//
//   npm run mutants [-- NAME...]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** `from` stands in the built file exactly once; `tests` are those that have to notice. */
const mutants = [
  {
    name: 'a worse chain distribution is an improvement',
    file: 'lab/compare/figures/exact-metric.js',
    from: 'walkCost(to) - walkCost(from)',
    to: 'walkCost(from) - walkCost(to)',
    tests: 'test/lab/compare/exact-metric.test.ts',
  },
  {
    name: 'an earlier growth is an improvement',
    file: 'lab/compare/figures/exact-metric.js',
    from: 'scheduleLateness(from) - scheduleLateness(to)',
    to: 'scheduleLateness(to) - scheduleLateness(from)',
    tests: 'test/lab/compare/exact-metric.test.ts',
  },
  {
    name: 'one batch is enough to confirm a regression',
    file: 'lab/compare/verdict/judge-timed.js',
    from: 'return timed.shifts.every(({ estimate, pWorse, pBetter }, batch) => {',
    to: 'return timed.shifts.some(({ estimate, pWorse, pBetter }, batch) => {',
    tests: 'test/lab/compare/*.test.ts',
  },
  {
    name: 'the p-values of a family are not corrected',
    file: 'base/stats/hypotheses/holm.js',
    from: '(pValues.length - rank)',
    to: '1',
    tests: 'test/base/stats/*.test.ts',
  },
  {
    name: 'the exact rank sum test ignores ties',
    file: 'base/stats/hypotheses/mann-whitney.js',
    from: 'return tieTerm === 0',
    to: 'return tieTerm >= 0',
    tests: 'test/base/stats/hypothesis-tests.test.ts',
  },
  {
    name: 'quantiles are those of another definition',
    file: 'base/stats/quantile.js',
    from: '(values.length - 1) * p',
    to: '(values.length + 1) * p - 1',
    tests: 'test/base/stats/*.test.ts',
  },
  {
    name: 'the noise floor forgets the variance between batches',
    file: 'lab/compare/verdict/noise-floor.js',
    from: 'Math.max(0, betweenBatches)',
    to: 'Math.max(0, 0)',
    tests: 'test/lab/compare/*.test.ts',
  },
  {
    name: 'a result that cannot be compared is a pass',
    file: 'cli/io/exit-code.js',
    from: 'invalid: 3',
    to: 'invalid: 0',
    tests: 'test/cli/{compare,program/run-cli}.test.ts',
  },
  {
    name: 'throttled time of control groups of version 1 is a thousand times too long',
    file: 'lab/sandbox/limits/cgroup/cgroup-v1.js',
    from: 'throttledNs / 1e6',
    to: 'throttledNs / 1e3',
    tests: 'test/lab/sandbox/cgroup-usage.test.ts',
  },
  {
    name: 'half of the CPUs asked for are granted',
    file: 'lab/sandbox/limits/cgroup/cpu-quota.js',
    from: 'cpus * quotaPeriodUs',
    to: '(cpus / 2) * quotaPeriodUs',
    tests: 'test/lab/sandbox/{cgroups,parts}.test.ts',
  },
  {
    name: 'growths that take 5 to 50 % of the limit do not say so',
    file: 'report/run/findings/growth-findings.js',
    from: 'bytes / limitBytes < 0.05',
    to: 'bytes / limitBytes < 0.5',
    tests: 'test/report/findings.test.ts',
  },
  {
    name: 'a Swiss map never shows that it pruned tombstones',
    file: 'maps/model/model-facts.js',
    from: "'directory-doubling', 'prune'",
    to: "'directory-doubling'",
    tests: 'test/live/service/map-service.test.ts',
  },
  {
    name: 'a static threshold foresees the time to exhaustion',
    file: 'live/detect/detectors/static-threshold.js',
    from: 'foresees: false',
    to: 'foresees: true',
    tests: 'test/live/calibrate/detectors.test.ts',
  },
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Where the bundle has none, programs are started from their modules, which are what is changed. */
function isNoBundledProgram(path) {
  return !/-(?:process|worker)\.cjs$/.test(path);
}

/** The project with a build of its own to damage; packages and the rest are only looked at. */
function copyProject() {
  const copy = mkdtempSync(join(tmpdir(), 'mapswell-mutants-'));
  for (const path of ['node_modules', 'src', 'test', 'tools', 'docs', 'examples', 'scenarios'])
    symlinkSync(join(root, path), join(copy, path));
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true, filter: isNoBundledProgram });
  return copy;
}

function survives(copy, { name, file, from, to, tests }) {
  const path = join(copy, 'dist/src', file);
  const original = readFileSync(path, 'utf8');
  if (original.split(from).length !== 2)
    throw new Error(`${name}: expected ${from} in ${file} exactly once`);
  writeFileSync(path, original.replace(from, to));
  try {
    const ava = join(root, 'node_modules/ava/entrypoints/cli.mjs');
    const run = spawnSync(process.execPath, [ava, '--fail-fast', tests], {
      cwd: copy,
      encoding: 'utf8',
    });
    // No test would notice anything, and AVA ends as if one had.
    if (/find any files/.test(run.stdout + run.stderr))
      throw new Error(`${name}: expected tests in ${tests}, got none`);
    return run.status === 0;
  } finally {
    writeFileSync(path, original);
  }
}

function main(names) {
  const unknown = names.find((name) => !mutants.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`expected the name of a mutant, got ${unknown}`);
  const copy = copyProject();
  let surviving = 0;
  try {
    for (const mutant of mutants.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const isAlive = survives(copy, mutant);
      surviving += isAlive ? 1 : 0;
      process.stdout.write(`${isAlive ? 'SURVIVED' : 'killed  '}  ${mutant.name}\n`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${surviving} survived\n`);
  process.exitCode = surviving === 0 ? 0 : 1;
}

main(process.argv.slice(2));
