// Runs AVA with the arguments given, all tests in groups where none are named, and says at the end how many
// checks did not run here and why: AVA has no state for a test that finds out while it runs that its
// machine lacks something.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { groupFolder, groupTests } from './group-tests.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'mapswell-tests-'));
const list = join(folder, 'skipped');
// The package exports its main module alone; the command lies beside it.
const ava = join(dirname(createRequire(import.meta.url).resolve('ava')), 'cli.mjs');

function skippedChecks() {
  try {
    return readFileSync(list, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function summary(reasons) {
  const counts = new Map();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].toSorted(([, a], [, b]) => b - a);
  return `${reasons.length} checks not run: ${parts.map(([reason, count]) => `${reason} (${count})`).join('; ')}`;
}

// In CI the one run of all tests is measured too: a second run would cost as much as the first.
const c8 = fileURLToPath(import.meta.resolve('c8/bin/c8.js'));
const measuring =
  process.env.MAPSWELL_COVERAGE === '1' ? [c8, '--check-coverage', process.execPath] : [];
const words = process.argv.slice(2);
// Whoever names files, or titles, or waits for changes means files as they are.
const areAll = words.every((word) => word === '--tap');
const command = [...measuring, ava, ...words, ...(areAll ? await groupTests() : [])];

const child = spawn(process.execPath, command, {
  stdio: 'inherit',
  env: { ...process.env, MAPSWELL_SKIPPED_FILE: list },
});
// The terminal sends Ctrl-C to AVA as well, which ends in its own way.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code, signal) => {
  const reasons = skippedChecks();
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(root, groupFolder), { recursive: true, force: true });
  if (reasons.length > 0) console.error(summary(reasons));
  process.exitCode = code ?? 128 + constants.signals[signal];
});
