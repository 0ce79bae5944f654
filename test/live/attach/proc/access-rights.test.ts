import process from 'node:process';
import test from 'ava';
import {
  type AccessFacts,
  memoryAccess,
  missingRights,
} from '../../../../src/live/attach/proc/access-rights.ts';

const dacReadSearch = 1n << 2n;
const ptrace = 1n << 19n;

/** A process and its reader, both of user 1000 and without capabilities. */
const sameUser: AccessFacts = {
  ownUid: 1000,
  ownGid: 1000,
  ownCapabilities: 0n,
  targetUids: [1000, 1000, 1000],
  targetGids: [1000, 1000, 1000],
  targetCapabilities: 0n,
  fileOwner: 1000,
  yamaScope: 0,
};
const otherUser: AccessFacts = {
  ...sameUser,
  targetUids: [33, 33, 33],
  targetGids: [33, 33, 33],
  fileOwner: 33,
};

const names = (facts: AccessFacts): readonly string[] =>
  missingRights(facts).map(({ right }) => right);

test('the same user needs no right', (t) => {
  t.deepEqual(names(sameUser), []);
  t.deepEqual(memoryAccess(process.pid), { canRead: true, missing: [] });
});

test('another user needs both capabilities, each of them alone is not enough', (t) => {
  t.deepEqual(names(otherUser), ['CAP_DAC_READ_SEARCH', 'CAP_SYS_PTRACE']);
  t.deepEqual(names({ ...otherUser, ownCapabilities: ptrace }), ['CAP_DAC_READ_SEARCH']);
  t.deepEqual(names({ ...otherUser, ownCapabilities: dacReadSearch }), ['CAP_SYS_PTRACE']);
  t.deepEqual(names({ ...otherUser, ownCapabilities: dacReadSearch | ptrace }), []);
});

test('root of a container, which has no CAP_SYS_PTRACE, needs it', (t) => {
  const root = { ...otherUser, ownUid: 0, ownGid: 0, ownCapabilities: 0b110n };
  t.deepEqual(missingRights(root), [
    {
      right: 'CAP_SYS_PTRACE',
      reason: 'the process runs as 33:33, and this one as 0:0',
      remedy: 'run as 33:33, or with CAP_SYS_PTRACE',
    },
  ]);
});

test('Yama refuses by its scope', (t) => {
  t.deepEqual(missingRights({ ...sameUser, yamaScope: 1 }), [
    {
      right: 'CAP_SYS_PTRACE',
      reason: 'kernel.yama.ptrace_scope is 1',
      remedy: 'run with CAP_SYS_PTRACE, or set kernel.yama.ptrace_scope to 0',
    },
  ]);
  t.deepEqual(names({ ...sameUser, yamaScope: 2 }), ['CAP_SYS_PTRACE']);
  t.deepEqual(names({ ...sameUser, yamaScope: 2, ownCapabilities: ptrace }), []);
  t.deepEqual(names({ ...sameUser, yamaScope: 3, ownCapabilities: ptrace }), [
    'kernel.yama.ptrace_scope below 3',
  ]);
});

test('a process that must not be dumped, or has capabilities, needs CAP_SYS_PTRACE', (t) => {
  t.deepEqual(names({ ...sameUser, fileOwner: 0 }), ['CAP_DAC_READ_SEARCH', 'CAP_SYS_PTRACE']);
  t.deepEqual(names({ ...sameUser, targetCapabilities: 1n << 10n }), ['CAP_SYS_PTRACE']);
});
