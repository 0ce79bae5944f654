import test from 'ava';
import { heapSizeLimit, nodeHeapLimit } from '../../../src/maps/model/runtime/node-heap-limit.ts';

const mebibyte = 2 ** 20;

function limitMiB(memoryMiB: number, nodeMajor: number, ...nodeArguments: string[]): number {
  return heapSizeLimit(nodeHeapLimit(memoryMiB * mebibyte, nodeMajor, nodeArguments)) / mebibyte;
}

// `v8.getHeapStatistics().heap_size_limit` in MiB, in control groups of so many MiB: Node 20.20.2 (and
// 22.23.3, which is the same), 24.21.0, 26.10.0.
const measured: readonly (readonly [
  memory: number,
  node20: number,
  node24: number,
  node26: number,
])[] = [
  [64, 259, 259, 262],
  [256, 259, 259, 262],
  [384, 259, 259, 268],
  [512, 259, 259, 268],
  [513, 268.5, 304.5, 280.5],
  [700, 362, 398, 374],
  [768, 396, 432, 408],
  [1000, 512, 548, 524],
  [1024, 524, 560, 536],
  [1500, 774, 846, 798],
  [2048, 1048, 1120, 1072],
  [3000, 1548, 1692, 1596],
  [4096, 2096, 2240, 2144],
  [8192, 2096, 2240, 2144],
  [16_000, 4144, 4288, 4192],
  [20_000, 4144, 4288, 4192],
];

test('Node.js takes the heap that V8 reports, in containers of any size', (t) => {
  for (const [memory, node20, node24, node26] of measured) {
    const got = [20, 22, 24, 26].map((major) => limitMiB(memory, major));
    t.deepEqual(got, [node20, node20, node24, node26], `${memory} MiB`);
  }
});

test('flags change it as they do in V8', (t) => {
  t.is(limitMiB(512, 20, '--max-old-space-size=400'), 403);
  t.is(limitMiB(2048, 20, '--max-old-space-size=400'), 424);
  t.is(limitMiB(2048, 24, '--max_old_space_size', '400'), 496);
  t.is(limitMiB(512, 26, '--max-old-space-size=460'), 472);
  t.is(limitMiB(512, 20, '--max-semi-space-size=5'), 280);
  t.is(limitMiB(2048, 20, '--max-semi-space-size=1'), 1027);
  t.is(limitMiB(512, 24, '--max-old-space-size=400', '--max-semi-space-size=32'), 496);
  t.is(limitMiB(512, 20, '--max-heap-size=300'), 300);
  t.is(limitMiB(2048, 24, '--max-heap-size=1000'), 1000);
  t.is(limitMiB(512, 24, '--max-old-space-size-percentage=75'), 387);
  t.is(limitMiB(2048, 24, '--optimize-for-size'), 1027);
  t.is(limitMiB(512, 20, '--expose-gc', '--stack-size=2000'), 259);
});

test('the last of a flag stands, and a flag says so', (t) => {
  const heap = nodeHeapLimit(512 * mebibyte, 20, [
    '--max-old-space-size=100',
    '--max-old-space-size=200',
  ]);
  t.deepEqual(heap, {
    oldBytes: 200 * mebibyte,
    semiSpaceBytes: mebibyte,
    isDefault: false,
  });
  t.true(nodeHeapLimit(512 * mebibyte, 20).isDefault);
});

test('a value that is no number is refused', (t) => {
  t.throws(() => limitMiB(512, 20, '--max-old-space-size=2g'), {
    message: 'expected --max-old-space-size to be a number above 0, got "2g"',
  });
  t.throws(() => limitMiB(512, 20, '--max-semi-space-size'), { message: /got ""/ });
});
