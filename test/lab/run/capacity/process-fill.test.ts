import test from 'ava';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
import type { CapacityRequest } from '../../../../src/lab/run/capacity/capacity.ts';
import { heapAsInContainer } from '../../../../src/lab/run/capacity/measure-node-fill.ts';
import { nodeFillOf } from '../../../../src/lab/run/capacity/node-fill-of.ts';
import {
  type FillState,
  type MeasuredFill,
  measuredFillOf,
} from '../../../../src/lab/run/capacity/process-fill.ts';
import type { ChildEnding } from '../../../../src/lab/sandbox/child/child-ending.ts';
import { groupLimits, groupUsage } from '../../../support/exact-run.ts';

const MIB = 2 ** 20;
const version = 'v20.20.2';
const task = { limitBytes: 100 * MIB, entries: 4000, live: null };

/** States of so many entries and MiB. */
function states(...steps: readonly (readonly [entries: number, mib: number])[]): FillState[] {
  return steps.map(([entries, mib]) => ({ kind: 'fill', entries, rssBytes: mib * MIB, version }));
}

function filled(entries: number, mib: number, more: Partial<FillState> = {}): FillState {
  return { kind: 'filled', entries, rssBytes: mib * MIB, version, ...more };
}

const exited: ChildEnding = { kind: 'exited', exitCode: 0 };
const result = { ending: exited, limits: groupLimits, usage: groupUsage, stderrTail: '' };
const { memoryBytes } = groupLimits;
const ungrouped = {
  ...result,
  limits: { ...groupLimits, memoryBytes: { ...memoryBytes, mechanism: 'v8-heap' } },
  usage: { ...groupUsage, cgroupPeakBytes: null },
} as const;

test('a process that the kernel, V8 or its time ended had as many entries as it said last', (t) => {
  const ends = [
    ['oom-killer', 'kernel'],
    ['v8-heap', 'v8-heap'],
    ['time-limit', 'time limit'],
  ] as const;
  for (const [by, endedBy] of ends) {
    const ending = { kind: 'killed', signal: 'SIGKILL', by } as const;
    const fill = measuredFillOf(task, states([0, 40], [2000, 90]), { ...result, ending });
    t.is(fill.endedBy, endedBy);
    t.is(fill.entries, 2000);
    // The group counted more than the process saw of itself.
    t.is(fill.peakBytes, 64 * MIB);
    t.deepEqual(fill.line, [
      { entries: 0, bytes: 40 * MIB },
      { entries: 2000, bytes: 90 * MIB },
    ]);
  }
});

test('a process that is through has all entries, or as many as it was to keep', (t) => {
  t.is(measuredFillOf(task, [filled(4000, 60)], result).endedBy, 'all entries');
  const live = { ...task, live: 1000 };
  t.is(measuredFillOf(live, [filled(1000, 60)], result).endedBy, 'all entries');
});

test('keys that come again are no new entries: the keys ended, not the memory', (t) => {
  const fill = measuredFillOf(task, [...states([256, 12]), filled(256, 12)], result);
  t.is(fill.endedBy, 'no more keys');
  t.is(fill.entries, 256);
  const kept = measuredFillOf({ ...task, live: 1000 }, [filled(256, 12)], result);
  t.is(kept.endedBy, 'no more keys');
});

test('without a control group a process ends with the last state below the limit', (t) => {
  const said = [...states([0, 40], [1000, 70], [2000, 101], [3000, 90]), filled(4000, 140)];
  const fill = measuredFillOf(task, said, ungrouped);
  t.is(fill.endedBy, 'over the limit');
  t.is(fill.entries, 1000);
  t.is(fill.peakBytes, 70 * MIB);
  t.is(fill.line.length, 2);
  // A program that keeps its entries and stopped itself above the limit does not fit.
  const kept = measuredFillOf({ ...task, live: 500 }, [filled(500, 101)], ungrouped);
  t.is(kept.endedBy, 'over the limit');
  // A group holds the limit itself: pages of the executable are no part of it.
  t.is(measuredFillOf(task, said, result).endedBy, 'all entries');
  t.is(measuredFillOf(task, [filled(3000, 101)], result).endedBy, 'over the limit');
});

test('what was weighed after a collection is the heap, and what lies beside it where there is any', (t) => {
  const heaped = measuredFillOf(task, [filled(4000, 60, { heapBytes: 7 })], result);
  t.deepEqual(heaped.weighed, { heapBytes: 7, offHeapBytes: 0 });
  const both = filled(4000, 60, { heapBytes: 7, offHeapBytes: 9, heapLimitBytes: 5 });
  const { weighed, heapLimitBytes } = measuredFillOf(task, [both], result);
  t.deepEqual(weighed, { heapBytes: 7, offHeapBytes: 9 });
  t.is(heapLimitBytes, 5);
});

test('a process that failed or was interrupted is an error with the first line that it printed', (t) => {
  const failed = t.throws(
    () => measuredFillOf(task, [], { ...result, stderrTail: '\npanic: no space\n\tat fill.go\n' }),
    { instanceOf: SandboxError },
  );
  t.is(failed?.message, 'the program did not fill its map (exited): panic: no space');
  t.is(failed?.code, 'environment');
  const ending = { kind: 'killed', signal: 'SIGKILL', by: 'interrupt' } as const;
  const interrupted = t.throws(() => measuredFillOf(task, [], { ...result, ending }), {
    instanceOf: SandboxError,
  });
  t.is(interrupted?.code, 'invalid');
});

test('without a control group Node.js is given the heap that it takes in a container', (t) => {
  const limitBytes = 1024 * MIB;
  t.deepEqual(heapAsInContainer({ limitBytes, nodeArguments: [] }), ['--max-old-space-size=512']);
  // At least 256 MiB, whatever the container.
  t.deepEqual(heapAsInContainer({ limitBytes: 100 * MIB, nodeArguments: [] }), [
    '--max-old-space-size=256',
  ]);
  const nodeArguments = ['--max-old-space-size=60'];
  t.deepEqual(heapAsInContainer({ limitBytes, nodeArguments }), []);
});

const request: CapacityRequest = {
  map: 'v8',
  key: 'smi',
  value: 'smi',
  limitBytes: 100 * MIB,
  keySizes: null,
  valueSizes: null,
  nodeArguments: [],
  env: {},
  signal: new AbortController().signal,
  onDoing: () => undefined,
};

function measured(entries: number, more: Partial<MeasuredFill>): MeasuredFill {
  return { ...measuredFillOf(task, [filled(entries, 90)], ungrouped), ...more };
}

function end(entries: number, more: Partial<MeasuredFill>): string {
  return nodeFillOf(request, measured(entries, more)).end;
}

test('what ended a Node.js process is said with the growth that it was about to start', (t) => {
  const memory = { endedBy: 'kernel', peakBytes: 100 * MIB } as const;
  t.is(
    end(1_048_000, memory),
    'the kernel, at 100.0 MiB resident, as it doubles at insert 1,048,577: 56.0 MiB for the new table while 28.0 MiB of the old map still lives',
  );
  t.is(end(600_000, memory), 'the kernel, at 100.0 MiB resident');
  t.is(
    end(600_000, { endedBy: 'v8-heap', heapLimitBytes: 60 * MIB }),
    'V8, whose limit of the heap is 60.0 MiB',
  );
  t.is(
    end(600_000, { endedBy: 'over the limit' }),
    'the limit, which no control group holds here: above 90.0 MiB resident nothing was counted',
  );
  t.is(end(2, { endedBy: 'no more keys' }), 'nothing: there are only 2 different keys');
  t.is(end(9, { endedBy: 'all entries' }), 'nothing: all entries are in');
  t.throws(() => end(9, { endedBy: 'time limit' }), {
    message: 'the process did not fill its map in time: it had 9 entries',
  });
});
