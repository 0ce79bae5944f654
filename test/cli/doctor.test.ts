import test from 'ava';
import { doctorCommand } from '../../src/cli/commands/doctor.ts';
import { doctorText } from '../../src/cli/text/lab/doctor-text.ts';
import { runCli } from '../../src/cli/program/run-cli.ts';
import type { MachineInspection } from '../../src/lab/sandbox/machine/inspect-machine.ts';
import { fakeIo } from './fake-io.ts';

const inspection: MachineInspection = {
  cpuModel: 'Model\u001b[2J X',
  cpus: 1,
  platform: 'linux',
  osRelease: '6.1',
  node: '20.20.2',
  v8: '11.3',
  limits: [
    { limit: 'memoryBytes', mechanism: 'v8-heap', remark: 'only the heap of JavaScript' },
    { limit: 'cpus', mechanism: 'cgroup-v2', remark: '' },
    { limit: 'processes', mechanism: 'none', remark: 'not enforced' },
  ],
  outer: {},
  parentDeathSeenBy: 'kernel',
  clock: { performanceNowNs: 49.6, hrtimeNs: 52.2 },
  conditions: {
    memoryBytes: 8e9,
    freeMemoryBytes: 4e9,
    swapBytes: 0,
    load: 0,
    cpuPressurePercent: null,
    governor: null,
    stealPercent: null,
  },
  advice: ['Run mapswell as root.'],
};

test('the doctor says what holds, what does not, how steady the machine is and what to change', (t) => {
  const noise = {
    unit: 'ns per write' as const,
    first: [100, 110],
    second: [99, 105],
    median: 102.5,
    spreadPercent: 6.24,
    armDifferencePercent: -2.86,
  };
  t.is(
    doctorText(inspection, noise, ['ended 1 process']),
    `ended 1 process

Model\\u001b[2J X, 1 CPU, 7.5 GiB of memory, linux 6.1, Node 20.20.2, V8 11.3

Limit                Enforced by
-------------------  ---------------
memory               V8's heap limit
CPU quota            cgroup v2
number of processes  nothing

  memory: only the heap of JavaScript
  number of processes: not enforced

Clock: performance.now 50 ns, process.hrtime.bigint 52 ns per call
If mapswell is killed: the kernel ends the children, the next start removes the control groups
Noise: 102.5 ns per write over 4 fresh processes, which differ by 6.2 % (robust standard deviation): of two single runs, 1 pair in 20 differs by more than 17 % though nothing has changed; here two arms of 2 differ by 2.9 %

What to change:
  - Run mapswell as root.
`,
  );
});

test('the doctor says what a container around mapswell allows', (t) => {
  const outer = {
    memoryBytes: { limit: 300 * 2 ** 20, group: '/job_17', mechanism: 'cgroup-v1' },
    cpus: { limit: 1.5, group: '/job_17/task_0', mechanism: 'cgroup-v2' },
  } as const;
  t.true(
    doctorText({ ...inspection, outer }, null, []).includes(
      `\n\nAround mapswell, for itself and all its children together:
  memory: 300 MiB by the group /job_17 (cgroup v1)
  CPU quota: 1.5 by the group /job_17/task_0 (cgroup v2)

Clock:`,
    ),
  );
});

test('a machine without control groups is not told that they are removed', (t) => {
  const limits = inspection.limits.filter(({ mechanism }) => mechanism !== 'cgroup-v2');
  const text = doctorText({ ...inspection, limits }, null, []);
  t.true(text.includes('If mapswell is killed: the kernel ends the children\n'));
});

test('a machine with nothing to change is told so', (t) => {
  const text = doctorText({ ...inspection, advice: [] }, null, []);
  t.true(text.endsWith('Noise: not measured\n\nNothing to change.\n'));
});

test('mapswell doctor looks at this very machine', async (t) => {
  const io = fakeIo(['doctor', '--no-noise', '--json']);
  t.is(await runCli(io, [doctorCommand]), 0, io.errors);
  const told = JSON.parse(io.output);
  t.deepEqual(
    told.limits.map(({ limit }: { limit: string }) => limit),
    ['memoryBytes', 'swapBytes', 'cpus', 'cpuSet', 'processes'],
  );
  t.is(told.node, process.versions.node);
  t.true(told.clock.hrtimeNs > 0);
  t.is(told.noise, null);
});
