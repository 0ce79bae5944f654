import test from 'ava';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
import type { CapacityRequest, SandboxFill } from '../../../../src/lab/run/capacity/capacity.ts';
import { sandboxFillOf } from '../../../../src/lab/run/capacity/sandbox-fill-of.ts';
import type { Outcome } from '../../../../src/lab/record/outcome.ts';
import type { ExactRun } from '../../../../src/lab/record/run-record.ts';
import { classicCounts } from '../../../support/classic-counts.ts';
import { exactRun } from '../../../support/exact-run.ts';

const MIB = 2 ** 20;

const request: CapacityRequest = {
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  limitBytes: MIB,
  keySizes: null,
  valueSizes: null,
  nodeArguments: [],
  env: {},
  signal: new AbortController().signal,
  onDoing: () => undefined,
};
const ofText = { ...request, key: 'string' } as const;
const ofV8 = { ...request, map: 'v8' } as const;

function fillOf(
  asked: CapacityRequest,
  outcome: Outcome,
  more: Partial<ExactRun> = {},
): SandboxFill {
  return sandboxFillOf(asked, 0, exactRun({ outcome, ...more }));
}

const refused = {
  kind: 'out-of-memory',
  operation: 26_625,
  entries: 26_624,
  bytesHeld: 663_552,
  bytesRefused: 1_310_720,
  limitBytes: MIB,
  growth: { kind: 'double', fromBuckets: 4096, toBuckets: 8192 },
} as const;

test('a fill that was counted has the entries, bytes, growths and staircase of its counts', (t) => {
  const counts = classicCounts({ inserts: 20_000 });
  const fill = fillOf(request, { kind: 'completed' }, { counts });
  t.is(fill.entries, 20_000);
  t.is(fill.bytesHeld, counts.stats.bytesHeld);
  t.is(fill.peakBytes, counts.stats.bytesPeak);
  // Growths at 9, 14, 27, 53, ..., 13,313.
  t.is(fill.growths, 12);
  t.is(fill.stringBytes, 0);
  t.is(fill.endedBy, 'no more keys');
  t.is(fill.end, 'nothing: there are only 20,000 different keys');
  t.is(Math.max(...fill.line.map(({ bytes }) => bytes)), counts.stats.bytesPeak);
  t.true(fill.line.length <= 480);
});

test('strings that keys point to count 16 bytes of their size class beside the table', (t) => {
  const counts = classicCounts({ inserts: 1000 });
  const fill = fillOf(ofText, { kind: 'completed' }, { counts });
  t.is(fill.stringBytes, 16_000);
  t.is(fill.line.at(-1)?.bytes, counts.stats.bytesHeld + 16_000);
});

test('a Map that V8 or the kernel ended is told by its last state and the rule of its tables', (t) => {
  const last = { operations: 200_000, entries: 200_000, bytesHeld: 7_340_056 };
  const killed: Outcome = { kind: 'killed', signal: 'SIGABRT', by: 'v8-heap', last };
  const fill = fillOf(ofV8, killed);
  t.is(fill.entries, 200_000);
  t.is(fill.bytesHeld, 7_340_056);
  t.is(fill.peakBytes, 7_340_056);
  // Doublings at 5, 9, 17, ..., 131,073.
  t.is(fill.growths, 16);
  t.is(fill.totalBytesAllocated, 0);
  t.is(fill.endedBy, 'the heap of V8');
  t.is(fill.line.at(-1)?.entries, 200_000);
  t.is(fillOf(ofV8, { ...killed, by: 'oom-killer' }).endedBy, 'the kernel');
});

test('a process that was ended before it said anything filled nothing', (t) => {
  const killed: Outcome = { kind: 'killed', signal: 'SIGKILL', by: 'oom-killer', last: null };
  const { entries, bytesHeld, line, growths, end } = fillOf(request, killed);
  t.deepEqual(
    { entries, bytesHeld, line, growths },
    { entries: 0, bytesHeld: 0, line: [], growths: null },
  );
  t.is(end, 'the kernel, at the limit of 2 GiB');
});

test('what ended a map of Go is said with the bytes that were refused and what they were for', (t) => {
  const counts = classicCounts({ inserts: 1000 });
  const end = (
    asked: CapacityRequest,
    more: Partial<Extract<Outcome, { kind: 'out-of-memory' }>>,
  ): string => fillOf(asked, { ...refused, ...more }, { counts }).end;
  t.is(
    end(request, {}),
    'it doubles at insert 1,001: 1.3 MiB for the new table while 648.0 KiB of the old map still lives, above 1 MiB',
  );
  t.is(
    end(ofText, {}),
    'it doubles at insert 1,001: 1.3 MiB for the new table while 648.0 KiB of the old map still lives, beside 15.6 KiB of strings, above 1 MiB',
  );
  t.is(
    end(request, { operation: 0 }),
    'making it: the table for the hint takes 1.3 MiB, above 1 MiB',
  );
  t.is(
    end(request, { growth: null, bytesRefused: 144 }),
    '144 B for an overflow bucket or an entry at insert 1,001 beside 648.0 KiB of the map, above 1 MiB',
  );
  t.is(
    end(ofText, { growth: null, bytesRefused: 16 }),
    '16 B for the bytes of a key at insert 1,001 beside 648.0 KiB of the map and 15.6 KiB of strings, above 1 MiB',
  );
  t.is(
    end({ ...request, map: 'go1.27' }, { growth: null, bytesRefused: 4096 }),
    '4.0 KiB for a table that grows or splits at insert 1,001 beside 648.0 KiB of the map, above 1 MiB',
  );
  t.is(fillOf(request, refused, { counts }).endedBy, 'the limit');
});

test('a Map that can be no larger ends by itself, whatever the memory', (t) => {
  const last = { operations: 9, entries: 16_777_216, bytesHeld: 1 };
  const full: Outcome = {
    kind: 'map-full',
    message: 'Map maximum size exceeded',
    operation: null,
    last,
  };
  const { end, endedBy } = fillOf(ofV8, full);
  t.is(endedBy, 'the map');
  t.regex(end, /^the map itself, whatever the memory: /);
});

test('a process that failed says nothing of what fits, and the error says why', (t) => {
  const last = { operations: 5, entries: 5, bytesHeld: 9 };
  const race = { writers: 1, operation: null, rule: null, last };
  const cases: readonly (readonly [Outcome, string])[] = [
    [{ kind: 'failed', message: 'no such kernel', last: null }, 'no such kernel'],
    [{ kind: 'killed', signal: 'SIGKILL', by: 'unknown', last }, 'SIGKILL, by an unknown sender'],
    [
      { kind: 'timed-out', timeLimitMs: 600_000, last },
      'it took more than 600 s, by when it had 5 entries',
    ],
    [{ kind: 'concurrent-map-writes', ...race }, 'concurrent-map-writes'],
    [{ kind: 'concurrent-map-read-and-map-write', ...race }, 'concurrent-map-read-and-map-write'],
    [{ kind: 'invalid', reason: 'late' }, 'invalid'],
    [{ kind: 'skipped', reason: 'no Go' }, 'skipped'],
  ];
  for (const [outcome, why] of cases) {
    const error = t.throws(() => fillOf(request, outcome), { instanceOf: SandboxError });
    t.is(error?.message, `the sandbox did not fill the map: ${why}`);
    t.is(error?.code, 'invalid');
  }
});
