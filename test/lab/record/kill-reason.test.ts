import test from 'ava';
import { killReason } from '../../../src/lab/record/figures/kill-reason.ts';
import type { ExactRun } from '../../../src/lab/record/run-record.ts';
import { makeRecord } from '../../support/make-record.ts';

const [made] = makeRecord([{ id: 'x', run: { inserts: 8 } }]).cells[0]?.exact ?? [];

function reason(
  by: 'oom-killer' | 'v8-heap' | 'time-limit',
  usage: Partial<ExactRun['usage']> = {},
  applied: number | null = 2 ** 30,
  outer?: NonNullable<ExactRun['limits']['outer']>,
): string {
  if (made === undefined) throw new Error('expected an exact run');
  const { limits } = made;
  const memoryBytes = { ...limits.memoryBytes, applied };
  return killReason(
    { signal: 'SIGKILL', by },
    {
      limits: { ...limits, memoryBytes, ...(outer === undefined ? {} : { outer }) },
      usage: { ...made.usage, cgroupPeakBytes: 2 ** 30, ...usage },
    },
  );
}

test('who killed a process is said with the limit that it was at', (t) => {
  t.is(reason('oom-killer'), 'the kernel, at the limit of 1 GiB');
  t.is(reason('oom-killer', {}, null), 'the kernel, as memory had run out');
  t.is(reason('time-limit'), 'SIGKILL, by an unknown sender');
  t.is(
    reason('v8-heap', { heapLimitBytes: 2 ** 29 }),
    'V8, at the limit of 512.0 MiB that it took for its own heap, while the process had 1.0 GiB of 1 GiB',
  );
  t.is(
    reason('v8-heap', { cgroupPeakBytes: null, peakRssBytes: 2 ** 28 }, null),
    'V8, at the limit that it took for its own heap, while the process had 256.0 MiB',
  );
});

test('a process that was far from its own limit died of the group around it', (t) => {
  const outer = {
    memoryBytes: { limit: 2 ** 28, group: '/box', mechanism: 'cgroup-v2' },
  } as const;
  t.is(
    reason('oom-killer', { cgroupPeakBytes: 2 ** 27 }, 2 ** 30, outer),
    'the kernel, as the group /box around mapswell was at its limit of 256 MiB, while the process had 128.0 MiB of 1 GiB',
  );
  t.is(
    reason('oom-killer', { cgroupPeakBytes: 0.97 * 2 ** 30 }, 2 ** 30, outer),
    'the kernel, at the limit of 1 GiB',
  );
});
