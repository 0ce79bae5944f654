import { spawnSync } from 'node:child_process';
import { readFile, readdir, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { writeFileAtomically } from '../../../src/base/primitives/write-file-atomically.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';

const folder = temporaryFolder('write');

test('a file is written whole, its folders are made, and no temporary file stays', async (t) => {
  const path = join(folder, 'a/b/report.html');
  await writeFileAtomically(path, 'one');
  await writeFileAtomically(path, 'two');
  t.is(await readFile(path, 'utf8'), 'two');
  t.deepEqual(await readdir(join(folder, 'a/b')), ['report.html']);
});

test('writers at the same time leave one whole file', async (t) => {
  const path = join(folder, 'race/record.json');
  const contents = ['x'.repeat(300_000), 'y'.repeat(300_000), 'z'.repeat(300_000)];
  await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
  t.true(contents.includes(await readFile(path, 'utf8')));
  t.deepEqual(await readdir(join(folder, 'race')), ['record.json']);
});

test('a folder in the way is named, and nothing is left behind', async (t) => {
  const path = join(folder, 'taken');
  await mkdir(path);
  const error = await t.throwsAsync(writeFileAtomically(path, 'x'));
  t.is(error.message, `cannot write ${path}: a folder of that name is in the way (EISDIR)`);
  t.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a path through a file is named', async (t) => {
  const file = join(folder, 'plain');
  await writeFile(file, '');
  const path = join(file, 'record.json');
  const error = await t.throwsAsync(writeFileAtomically(path, 'x'));
  t.regex(
    error.message,
    /^cannot write .*record\.json: a part of the path is a file, not a folder/,
  );
});

test('a folder that cannot be made is an error, not a hang', async (t) => {
  const error = await t.throwsAsync(writeFileAtomically('/proc/mapswell/a/record.json', 'x'));
  t.regex(error.message, /^cannot write \/proc\/mapswell\/a\/record\.json: /);
});

test('a full disk is an error that names the file, and the old content stays', async (t) => {
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  if (mounted.status !== 0) {
    skipLoudly(t, 'no rights to mount a disk');
    return;
  }
  try {
    const path = join(disk, 'record.json');
    await writeFileAtomically(path, 'old');
    const error = await t.throwsAsync(writeFileAtomically(path, 'x'.repeat(200_000)));
    t.is(error.message, `cannot write ${path}: no space left on the device (ENOSPC)`);
    t.is(await readFile(path, 'utf8'), 'old');
    t.deepEqual(await readdir(disk), ['record.json']);
  } finally {
    spawnSync('umount', [disk]);
  }
});
