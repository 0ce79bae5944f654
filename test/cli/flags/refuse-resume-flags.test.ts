import test from 'ava';
import { refuseResumeFlags } from '../../../src/cli/flags/refuse-resume-flags.ts';

const nothing = {
  names: [],
  nodeArguments: undefined,
  rounds: undefined,
  quick: false,
  cell: [],
  grep: undefined,
  resume: true,
  shard: undefined,
  generator: undefined,
  limitMemory: undefined,
  cpus: undefined,
  seed: undefined,
};

test('whatever fixes a run is refused beside --resume, all of it by name', (t) => {
  t.notThrows(() => refuseResumeFlags(nothing));
  const all = {
    ...nothing,
    names: ['staircase'],
    nodeArguments: ['--jitless'],
    rounds: 3,
    quick: true,
    cell: ['a'],
    grep: 'b',
    shard: { index: 1, count: 2 },
    generator: { index: 1, count: 2 },
    limitMemory: 2 ** 30,
    cpus: 1,
    seed: 1,
  };
  t.throws(() => refuseResumeFlags(all), {
    message:
      '--resume goes on with a run as it was started: expected no names of scenarios, --limit-memory, --cpus, --node-arguments, --rounds, --quick, --cell, --grep, --seed, --shard, --generator beside it',
  });
  t.throws(() => refuseResumeFlags({ ...nothing, quick: true }), { message: /no --quick beside/ });
  t.notThrows(() => refuseResumeFlags({ ...all, resume: false }));
});
