import process from 'node:process';
import test from 'ava';
import * as fc from 'fast-check';
import { childEndingOf } from '../../../src/lab/sandbox/child/child-ending-of.ts';
import { formatCpuList, parseCpuList } from '../../../src/lab/sandbox/machine/cpu-list.ts';
import { cpuQuota } from '../../../src/lab/sandbox/limits/cgroup/cpu-quota.ts';
import {
  isGone,
  newGroupName,
  ownerOf,
} from '../../../src/lab/sandbox/limits/cgroup/group-name.ts';
import { MessageLines } from '../../../src/lab/sandbox/child/message-lines.ts';
import { OutputTail } from '../../../src/lab/sandbox/child/output-tail.ts';
import { SampleSeries } from '../../../src/lab/sandbox/child/sample-series.ts';

test('lists of CPUs are read as the kernel writes them', (t) => {
  t.deepEqual(parseCpuList('0-2,7'), [0, 1, 2, 7]);
  t.deepEqual(parseCpuList('3,1,1-2\n'), [1, 2, 3]);
  t.is(formatCpuList([7, 0, 1, 2, 4, 5]), '0-2,4-5,7');
  for (const wrong of ['', 'a', '1-', '-1', '2-1', '1,,2', '0x1', '1 2', '123456']) {
    t.throws(() => parseCpuList(wrong), { message: /expected a list of CPUs such as 0-1,3/ });
  }
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 300 }), { minLength: 1 }), (cpus) => {
      const sorted = cpus.toSorted((left, right) => left - right);
      t.deepEqual(parseCpuList(formatCpuList(cpus)), sorted);
    }),
  );
});

test('messages come out as they went in, however the stream is cut', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (values, cuts) => {
        const stream = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
        const heard: unknown[] = [];
        const lines = new MessageLines((message) => heard.push(message));
        let start = 0;
        for (const size of cuts) {
          lines.push(stream.subarray(start, start + size));
          start += size;
        }
        lines.push(stream.subarray(start));
        t.is(JSON.stringify(heard), JSON.stringify(values));
      },
    ),
  );
});

test('a line without its end is no message, and one that is not JSON names itself', (t) => {
  const heard: unknown[] = [];
  const lines = new MessageLines((message) => heard.push(message));
  lines.push(Buffer.from('1\n{"half":'));
  t.deepEqual(heard, [1]);
  t.throws(() => lines.push(Buffer.from('\n')), {
    message: 'the child sent a line that is not JSON: "{\\"half\\":"',
  });
});

test('a long series of samples keeps at most 240, its peak and its mean', (t) => {
  const series = new SampleSeries();
  for (let i = 0; i < 100_000; i += 1) {
    series.add({
      atMs: i,
      rssBytes: i === 61_234 ? 9_999_999 : i,
      cgroupBytes: i === 12_345 ? 8_888_888 : null,
      cpuCores: i % 2,
    });
  }
  const samples = series.list();
  t.true(samples.length > 60 && samples.length <= 240);
  t.deepEqual(samples.find(({ rssBytes }) => rssBytes === 9_999_999)?.atMs, 61_234);
  t.is(samples.filter(({ cgroupBytes }) => cgroupBytes === 8_888_888).length, 1);
  t.true(samples.every(({ cpuCores }) => Math.abs(cpuCores - 0.5) < 1e-9));
  const times = samples.map(({ atMs }) => atMs);
  t.deepEqual(
    times,
    times.toSorted((left, right) => left - right),
  );
});

test('a short series is kept as it is', (t) => {
  const series = new SampleSeries();
  const sample = { atMs: 250, rssBytes: 1, cgroupBytes: null, cpuCores: 0.25 };
  series.add(sample);
  t.deepEqual(series.list(), [sample]);
  t.deepEqual(new SampleSeries().list(), []);
});

test('the tail of the output is its end, in bounded memory', (t) => {
  const tail = new OutputTail(10);
  for (let i = 0; i < 1000; i += 1) tail.push(Buffer.from(`${i},`));
  t.is(tail.toString(), '7,998,999,');
});

test('the end of a child is told from what is known of it', (t) => {
  const evidence = { exitCode: null, signal: 'SIGKILL', oomKills: 0, stderrTail: '' };
  t.like(childEndingOf(evidence), { by: 'unknown' });
  t.like(childEndingOf({ ...evidence, oomKills: null }), { by: 'unknown' });
  t.like(childEndingOf({ ...evidence, oomKills: 1 }), { by: 'oom-killer' });
  t.like(childEndingOf({ ...evidence, oomKills: 1, by: 'time-limit' }), { by: 'time-limit' });
  t.like(childEndingOf({ ...evidence, signal: 'SIGSEGV', by: 'interrupt' }), {
    signal: 'SIGSEGV',
    by: 'unknown',
  });
  const heap =
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';
  t.like(childEndingOf({ ...evidence, signal: 'SIGABRT', stderrTail: heap }), { by: 'v8-heap' });
  t.deepEqual(childEndingOf({ ...evidence, exitCode: 0, signal: null, by: 'time-limit' }), {
    kind: 'exited',
    exitCode: 0,
  });
  t.deepEqual(childEndingOf({ ...evidence, exitCode: 125, signal: null }), {
    kind: 'exited',
    exitCode: 125,
  });
});

test('the name of a group tells who made it and whether that one is gone', (t) => {
  const name = newGroupName();
  const owner = ownerOf(name);
  t.is(owner?.pid, process.pid);
  t.true(owner !== null && !isGone(owner));
  t.true(owner !== null && isGone({ ...owner, startTicks: '1' }), 'the pid is used again');
  t.false(owner !== null && isGone({ ...owner, startTicks: '1', pidNamespace: '1' }));
  for (const other of ['mapswell', 'mapswell-1-2-3', `${name}x`, `x${name}`, 'mapswell-a-b-c-d']) {
    t.is(ownerOf(other), null);
  }
});

test('a CPU quota is never below what the kernel takes', (t) => {
  t.deepEqual(cpuQuota(0.5), { quotaUs: 50_000, cpus: 0.5, remark: '' });
  t.deepEqual(cpuQuota(2), { quotaUs: 200_000, cpus: 2, remark: '' });
  t.deepEqual(cpuQuota(0.001), { quotaUs: 1000, cpus: 0.01, remark: '0.001 rounded to 0.01' });
  t.deepEqual(cpuQuota(1 / 3), {
    quotaUs: 33_333,
    cpus: 0.333_33,
    remark: `${1 / 3} rounded to 0.33333`,
  });
});
