import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { cgroupV1 } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import { cgroupV2 } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v2.ts';
import { fallback } from '../../../src/lab/sandbox/limits/fallback.ts';
import { inspectMachine } from '../../../src/lab/sandbox/machine/inspect-machine.ts';
import type { LimitAbility } from '../../../src/lab/sandbox/machine/limit-ability.ts';
import { machineAdvice } from '../../../src/lab/sandbox/machine/machine-advice.ts';
import { machineConditions } from '../../../src/lab/sandbox/machine/machine-conditions.ts';
import { measureNoise, summarize } from '../../../src/lab/sandbox/machine/measure-noise.ts';
import { fakeCgroupV2 } from './children/fake-cgroup-v2.ts';

const quiet = {
  memoryBytes: 64e9,
  freeMemoryBytes: 60e9,
  swapBytes: 0,
  load: 0.1,
  cpuPressurePercent: 0,
  governor: 'performance',
  stealPercent: 0,
};

const wellOff = {
  conditions: quiet,
  cpus: 8,
  isRoot: true,
  hasDeathSignal: true,
  hasTaskset: true,
};

function ability(limit: LimitAbility['limit'], remark: string): LimitAbility {
  return { limit, mechanism: remark === '' ? 'cgroup-v2' : 'none', remark };
}

test('a machine without any control group says why for each limit', async (t) => {
  const { limits } = await inspectMachine({
    controlGroups: [cgroupV2({ root: '/nonexistent' }), cgroupV1({ root: '/nonexistent' })],
    fallback: fallback({ taskset: null }),
  });
  t.deepEqual(
    limits.map(({ limit, mechanism }) => [limit, mechanism]),
    [
      ['memoryBytes', 'v8-heap'],
      ['swapBytes', 'none'],
      ['cpus', 'none'],
      ['cpuSet', 'none'],
      ['processes', 'none'],
    ],
  );
  t.is(
    limits[4]?.remark,
    'not enforced: only a control group with the controller pids can limit processes; ' +
      'cgroup v2 is not mounted at /nonexistent; ' +
      'the controller pids of cgroup v1 is not mounted at /nonexistent/pids',
  );
});

test('a machine with part of the controllers enforces that part (faked tree)', async (t) => {
  const tree = fakeCgroupV2(t, { available: 'memory pids', handedDown: 'memory pids' });
  const { limits } = await inspectMachine({
    controlGroups: [cgroupV2(tree)],
    fallback: fallback({ taskset: '/usr/bin/taskset' }),
  });
  t.deepEqual(
    limits.map(({ mechanism }) => mechanism),
    ['cgroup-v2', 'cgroup-v2', 'affinity', 'affinity', 'cgroup-v2'],
  );
  t.deepEqual(limits[0]?.remark, '');
  t.is(
    limits[2]?.remark,
    'whole CPUs only; the kernel does not offer the controller cpu to cgroup v2',
  );
});

test('a machine that lacks nothing gets no advice', (t) => {
  t.deepEqual(machineAdvice({ ...wellOff, limits: [ability('memoryBytes', '')] }), []);
});

test('what is lacking is answered by what to change', (t) => {
  const limits = [
    ability('memoryBytes', '/sys/fs/cgroup/memory is not writable for this user'),
    ability('cpus', 'the controller cpu is not delegated to this user in /sys/fs/cgroup/x'),
    ability('swapBytes', 'it was started without swapaccount=1'),
  ];
  const advice = machineAdvice({
    limits,
    conditions: { ...quiet, freeMemoryBytes: 1e9, load: 3, governor: 'powersave', stealPercent: 4 },
    cpus: 2,
    isRoot: false,
    hasDeathSignal: false,
    hasTaskset: false,
  });
  t.deepEqual(
    advice.map((sentence) => sentence.split(' ').slice(0, 3).join(' ')),
    [
      'Let systemd hand',
      'Run mapswell as',
      'Start the kernel',
      'Install util-linux: taskset',
      'Install util-linux 2.33',
      'Use a machine',
      'Free some memory',
      'Stop other work:',
      'Set the scaling',
      'Use a machine',
    ],
  );
  t.true(advice.every((sentence) => sentence.endsWith('.')));
  const [asRoot] = machineAdvice({ ...wellOff, limits: limits.slice(0, 1) });
  t.regex(asRoot ?? '', /^Make \/sys\/fs\/cgroup writable/);
});

test('the conditions are read from the files of the kernel (recorded)', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const files = {
    'proc/meminfo': 'MemTotal:       24681440 kB\nSwapTotal:       2097148 kB\n',
    'proc/pressure/cpu':
      'some avg10=12.50 avg60=3.00 avg300=1.00 total=123\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
    'proc/stat': 'cpu  100 0 50 800 25 0 5 20 0 0\ncpu0 1 2 3\n',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  t.like(machineConditions(root), {
    swapBytes: 2_147_479_552,
    cpuPressurePercent: 12.5,
    governor: 'powersave',
    stealPercent: 2,
  });
  t.like(machineConditions('/nonexistent'), {
    swapBytes: null,
    cpuPressurePercent: null,
    governor: null,
    stealPercent: null,
  });
});

test('the noise of two arms is their spread around the median and the difference of the medians', (t) => {
  const noise = summarize([100, 102, 104], [110, 98, 106]);
  t.is(noise.median, 103);
  // Distances 3, 1, 1, 7, 5, 3 have the median 3.
  t.is(noise.spreadPercent.toFixed(6), ((100 * 1.4826 * 3) / 103).toFixed(6));
  t.is(noise.armDifferencePercent.toFixed(6), (100 * (106 / 102 - 1)).toFixed(6));
});

test('the noise test runs fresh processes in both arms, and gives nothing when interrupted', async (t) => {
  const noise = await measureNoise({ processesPerArm: 2 });
  t.is(noise?.first.length, 2);
  t.is(noise?.second.length, 2);
  t.true((noise?.median ?? 0) > 0);
  t.is(await measureNoise({ signal: AbortSignal.abort() }), null);
});
