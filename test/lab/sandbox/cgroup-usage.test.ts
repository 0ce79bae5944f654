import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { cgroupV1Usage } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('version 1 counts nanoseconds: 2,412,345,000 of them throttled are 2,412.345 ms', (t) => {
  const root = temporaryFolder('usage');
  const files = {
    'memory/memory.usage_in_bytes': '1000',
    'memory/memory.max_usage_in_bytes': '2000',
    'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3',
    'cpu/cpu.stat': 'nr_periods 40\nnr_throttled 21\nthrottled_time 2412345000',
    'cpuacct/cpuacct.usage': '1500000000',
    'pids/pids.events': 'max 4',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  const controllers = ['memory', 'cpu', 'cpuacct', 'pids'] as const;
  t.deepEqual(cgroupV1Usage(new Map(controllers.map((one) => [one, join(root, one)]))), {
    memoryBytes: 1000,
    memoryPeakBytes: 2000,
    oomKills: 3,
    cpuSeconds: 1.5,
    throttledPeriods: 21,
    throttledMs: 2412.345,
    processesRefused: 4,
  });
});
