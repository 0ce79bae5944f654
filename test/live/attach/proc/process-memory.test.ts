import { realpathSync } from 'node:fs';
import process from 'node:process';
import test from 'ava';
import { parseRegions, readRegions } from '../../../../src/live/attach/proc/memory-regions.ts';
import { ProcessMemory, readWord } from '../../../../src/live/attach/proc/process-memory.ts';

/** Where the executable of this process begins in memory. */
function executableStart(): number {
  const path = realpathSync(process.execPath);
  const first = readRegions(process.pid).find(
    (region) => region.path === path && region.fileOffset === 0,
  );
  return first?.start ?? 0;
}

const noGap = { maxGapBytes: 0, maxBlockBytes: 4096 };

test('lines of a memory map', (t) => {
  const text = [
    '00400000-0055e000 r-xp 00001000 08:01 1234 /opt/a program (deleted)',
    'c000000000-c000400000 rw-p 00000000 00:00 0 ',
    '7ffd1000-7ffd2000 rw-s 00000000 00:05 7                          [stack]',
    'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]',
    'no line',
  ].join('\n');
  t.deepEqual(parseRegions(text), [
    {
      start: 0x400000,
      end: 0x55e000,
      isReadable: true,
      isWritable: false,
      isExecutable: true,
      isShared: false,
      fileOffset: 0x1000,
      inode: 1234,
      path: '/opt/a program (deleted)',
    },
    {
      start: 0xc000000000,
      end: 0xc000400000,
      isReadable: true,
      isWritable: true,
      isExecutable: false,
      isShared: false,
      fileOffset: 0,
      inode: 0,
      path: '',
    },
    {
      start: 0x7ffd1000,
      end: 0x7ffd2000,
      isReadable: true,
      isWritable: true,
      isExecutable: false,
      isShared: true,
      fileOffset: 0,
      inode: 7,
      path: '[stack]',
    },
  ]);
});

test('what a process has mapped is read, what it has not is null', (t) => {
  const memory = new ProcessMemory(process.pid);
  t.teardown(() => memory.close());
  const start = executableStart();
  t.is(memory.read(start, 4)?.toString('latin1'), '\u{7F}ELF');
  t.is(memory.readWord(start + 24), readWord(memory.read(start + 24, 8) ?? Buffer.alloc(8), 0));
  t.is(memory.read(4096, 8), null);
  t.is(memory.readWord(4096), null);
});

test('a word is read to its 53 lowest bits', (t) => {
  const buffer = Buffer.alloc(9);
  buffer.writeBigUInt64LE(0x1f_ffff_ffff_fffen, 1);
  t.is(readWord(buffer, 1), 0x1f_ffff_ffff_fffe);
});

test('ranges near each other are read in one piece, and what lies between is named', (t) => {
  const reads: [number, number][] = [];
  const memory = new ProcessMemory(process.pid, (address, bytes) => reads.push([address, bytes]));
  t.teardown(() => memory.close());
  const start = executableStart();
  const ranges = [0, 16, 64, 1024].map((offset) => ({ address: start + offset, bytes: 8 }));
  const seen: string[] = [];
  memory.readBatch(ranges, { maxGapBytes: 40, maxBlockBytes: 4096 }, (range, buffer, offset) => {
    const alone = memory.read(range.address, 8);
    seen.push(buffer.toString('hex', offset, offset + 8));
    t.is(seen.at(-1), alone?.toString('hex'));
  });
  t.is(seen.length, 4);
  const batched = reads.filter(([, bytes]) => bytes !== 8 || reads.length === 0);
  t.deepEqual(batched, [[start, 72]]);
  t.is(memory.reads, 6);
});

test('a range that is not mapped takes none of its neighbours with it', (t) => {
  const memory = new ProcessMemory(process.pid);
  t.teardown(() => memory.close());
  const start = executableStart();
  const ranges = [
    { address: start - 8, bytes: 8 },
    { address: start, bytes: 4 },
  ];
  const seen: string[] = [];
  memory.readBatch(ranges, noGap, (_, buffer, offset) => {
    seen.push(buffer.toString('latin1', offset, offset + 4));
  });
  t.deepEqual(seen, ['\u{7F}ELF']);
});

test('ranges that are read together stand in one buffer, but for those that are not mapped', (t) => {
  const reads: number[] = [];
  const memory = new ProcessMemory(process.pid, (_, bytes) => reads.push(bytes));
  t.teardown(() => memory.close());
  const start = executableStart();
  const ranges = [
    { address: start - 8, bytes: 8 },
    { address: start, bytes: 4 },
    { address: start + 1024, bytes: 8 },
    { address: start + 1040, bytes: 8 },
  ];
  const { bytes, places } = memory.readTogether(ranges, { maxGapBytes: 8, maxBlockBytes: 4096 });
  t.deepEqual([...places], [-1, 8, 12, 28]);
  t.is(bytes.toString('latin1', 8, 12), '\u{7F}ELF');
  t.deepEqual(bytes.subarray(12, 36), memory.read(start + 1024, 24));
  // The first two are tried together, then each by itself.
  t.deepEqual(reads, [12, 8, 4, 24, 24]);
});

test('a block does not exceed its limit', (t) => {
  const reads: number[] = [];
  const memory = new ProcessMemory(process.pid, (_, bytes) => reads.push(bytes));
  t.teardown(() => memory.close());
  const start = executableStart();
  const ranges = [0, 1, 2, 3].map((index) => ({ address: start + index * 2048, bytes: 2048 }));
  memory.readBatch(ranges, noGap, () => undefined);
  t.deepEqual(reads, [4096, 4096]);
});

test('the memory of no process is refused with the reason', (t) => {
  t.throws(() => new ProcessMemory(2 ** 22 + 1), {
    code: 'environment',
    message: /^cannot read the memory of process 4194305: .*ENOENT/,
  });
});
