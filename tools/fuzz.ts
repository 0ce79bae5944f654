// Tries paths, flags with one flaw and mutated documents on every command, and counts the defects and
// the files of the user that were harmed: both must be 0. As root it needs a user to run as.
//
//   npm run fuzz -- [--seconds 300] [--inputs 1000000] [--seed 1] [--user mapfuzz]
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runFuzz } from '../test/support/fuzz/run-fuzz.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    user: { type: 'string' },
  },
});

function idOf(flag: '-u' | '-g', user: string): number {
  return Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
}

const { user } = values;
const figures = await runFuzz({
  seconds: Number(values.seconds),
  inputs: Number(values.inputs),
  seed: Number(values.seed),
  ...(user === undefined ? {} : { user: { uid: idOf('-u', user), gid: idOf('-g', user) } }),
});
for (const line of [...figures.defects, ...figures.harmed]) process.stdout.write(`${line}\n`);
process.stdout.write(
  `tried ${figures.tried} ${JSON.stringify(figures.byKind)}, exit codes ${JSON.stringify(figures.byExitCode)}, ` +
    `ended from outside ${figures.ended.length}, defects ${figures.defects.length}, files harmed ${figures.harmed.length}\n`,
);
for (const line of figures.ended) process.stdout.write(`ended from outside: ${line}\n`);
process.exitCode = figures.defects.length + figures.harmed.length > 0 ? 1 : 0;
