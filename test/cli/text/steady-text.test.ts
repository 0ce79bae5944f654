import test from 'ava';
import { steadyText } from '../../../src/cli/text/plan/steady-text.ts';
import type { SteadyAnswer, SteadyCapacity } from '../../../src/lab/run/capacity/capacity.ts';
import { sumPayload } from '../../../src/maps/model/payload/payload.ts';

const predicted: SteadyAnswer['predicted'] = {
  fits: true,
  endedBy: null,
  liveBytes: 2 ** 26,
  peakBytes: 2 ** 27,
  garbageBytes: 2 ** 25,
};

const values = {
  of: 'values' as const,
  what: '[]byte of 512 bytes',
  contentBytes: 512,
  heapBytes: 512,
  offHeapBytes: 0,
  residentBytes: 512,
  objects: 1,
};

function answer(
  processes: readonly SteadyAnswer[],
  changes: Partial<SteadyCapacity> = {},
): SteadyCapacity {
  return {
    map: 'go1.24',
    key: 'int64',
    value: '[]byte',
    guard: 'none',
    keyBytes: null,
    limitBytes: 2 ** 28,
    payload: sumPayload([values], []),
    steady: { live: 100_000, churnPerSecond: 1000 },
    tableHeldBytes: 2 ** 22,
    tablePeakBytes: 2 ** 23,
    processes,
    missing: null,
    warnings: [],
    ...changes,
  };
}

const measured = (endedBy: 'all entries' | 'kernel' | 'v8-heap'): SteadyAnswer['measured'] => ({
  entries: 100_000,
  endedBy,
  peakBytes: 2 ** 27 + 2 ** 20,
  heapLimitBytes: null,
  line: [],
  version: 'go1.24.13',
  memory: { asked: 1, applied: 1, readBack: 1, mechanism: 'none', remark: '' },
  weighed: null,
  wallMs: 1000,
});

test('a Go cache that was computed says its peak and how often garbage is collected', (t) => {
  const text = steadyText(
    answer([{ setting: 'GOGC=100', predicted, measured: null }], {
      missing: 'there is no Go here',
      warnings: ['a warning'],
    }),
  );
  const [verdict = ''] = text.split('\n');
  // 32 MiB of garbage at 1,000 times 512 bytes a second: 65.5 s.
  t.is(
    verdict,
    'A process (GOGC=100) that keeps 100,000 entries and replaces 1,000 of them a second fits into 256 MiB: computed are 128.0 MiB resident at most; 64.0 MiB are alive; the garbage of entries is collected about every 1 min 6 s.',
  );
  t.true(text.includes('No real process was run: there is no Go here.\na warning\n'));
  t.regex(text, /GOGC=100 +yes, computed +128\.?0? MiB/);
});

test('a real process that ended is said with what ended it, beside what was computed', (t) => {
  const text = steadyText(
    answer([{ setting: 'GOGC=off', predicted, measured: measured('kernel') }], {
      steady: { live: 100_000, churnPerSecond: null },
    }),
  );
  t.true(
    text.startsWith(
      'A process (GOGC=off) that keeps 100,000 entries while others come and go does not fit into 256 MiB: 129.0 MiB resident at most in a real one, which ended by the kernel, computed 128.0 MiB; 64.0 MiB are alive.',
    ),
    text.slice(0, 300),
  );
  t.regex(text, /GOGC=off +no +128\.?0? MiB +129\.?0? MiB +the kernel/);
});

test('a Node cache says that garbage fills the heap, and what its entries hold beside the table', (t) => {
  const node = { map: 'v8', value: 'object' } as const;
  const kept = steadyText(
    answer([{ setting: 'Node.js 20', predicted, measured: measured('all entries') }], {
      ...node,
      payload: sumPayload([], [{ of: 'values', type: 'object' }]),
    }),
  );
  t.true(
    kept.includes(
      'has 256 MiB: the table alone fits, what object in the values holds is not counted (--key-bytes, --value-bytes): 129.0 MiB resident at most in a real one, 128.0 MiB where garbage fills the heap of V8 up to its limit; 64.0 MiB are alive.',
    ),
    kept.slice(0, 400),
  );
  const refused = steadyText(
    answer(
      [
        {
          setting: 'Node.js 20',
          predicted: { ...predicted, fits: false, endedBy: 'v8-heap' },
          measured: null,
        },
      ],
      node,
    ),
  );
  t.true(refused.includes('does not fit into 256 MiB: 128.0 MiB resident at most; 64.0'), refused);
  t.regex(refused, /Node\.js 20 +no, computed .*the limit of V8/);
});
