import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { limitedGroupsIn } from '../../../../src/live/attach/proc/memory-limit.ts';
import { givenRoomOf, leastRoom } from '../../../../src/live/attach/proc/memory-room.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function tree(files: Readonly<Record<string, string>>): string {
  const top = temporaryFolder('memory-room');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  }
  return top;
}

test('the group with the least room decides, and what the kernel can take back is room', (t) => {
  // Files in memory (shmem) are among the pages of files, and cannot be taken back.
  const top = tree({
    'a/memory.max': '1000000\n',
    'a/memory.current': '900000\n',
    'a/memory.stat': 'anon 300000\nfile 500000\nshmem 100000\nslab_reclaimable 50000\n',
    'a/b/memory.max': '800000\n',
    'a/b/memory.current': '100000\n',
    'a/b/memory.stat': 'anon 100000\nfile 0\nshmem 0\n',
    'a/b/c/memory.max': 'max\n',
    'a/b/c/memory.current': '100000\n',
  });
  const mounts = `30 23 0:26 / ${top} rw,nosuid - cgroup2 cgroup2 rw\n`;
  const groups = limitedGroupsIn('0::/a/b/c\n', mounts);
  t.deepEqual(
    groups.map(({ limitBytes }) => limitBytes),
    [1_000_000, 800_000],
  );
  // 900,000 - (500,000 - 100,000) - 50,000
  t.deepEqual(leastRoom(groups), {
    limitBytes: 1_000_000,
    usedBytes: 450_000,
    limitedBy: 'group',
  });
});

test('groups of version 1 count the pages of files below them, too', (t) => {
  const top = tree({
    'memory.limit_in_bytes': '9223372036854771712\n',
    'a/memory.limit_in_bytes': '1000000\n',
    'a/memory.usage_in_bytes': '700000\n',
    'a/memory.stat': 'cache 1\nshmem 0\ntotal_cache 300000\ntotal_shmem 100000\n',
  });
  const mounts = `31 23 0:27 / ${top} rw - cgroup cgroup rw,memory\n`;
  const room = leastRoom(limitedGroupsIn('5:memory:/a\n4:cpu:/b\n', mounts));
  t.deepEqual(room, { limitBytes: 1_000_000, usedBytes: 500_000, limitedBy: 'group' });
});

test('within a limit by word the memory of the process itself counts', (t) => {
  const held = Buffer.alloc(64 * 2 ** 20, 1);
  const room = givenRoomOf(process.pid, 2 ** 30);
  t.is(room?.limitBytes, 2 ** 30);
  t.true((room?.usedBytes ?? 0) > held.length);
  t.is(givenRoomOf(4_194_304_999, 2 ** 30), null);
});
