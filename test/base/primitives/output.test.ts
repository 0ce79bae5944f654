import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { appendHarmlessly } from '../../../src/base/primitives/output/append-harmlessly.ts';
import { fileKinds } from '../../../src/base/primitives/output/file-kinds.ts';
import { requireHarmless } from '../../../src/base/primitives/output/require-harmless.ts';
import { writeFileAtomically } from '../../../src/base/primitives/write-file-atomically.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { makeNullDevice, makePipe, readPipe } from '../../support/special-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const content = 'whole\n'.repeat(50_000);

test('a pipe is written into, stays a pipe, and gets no file beside it', async (t) => {
  const folder = temporaryFolder('output');
  const path = join(folder, 'pipe');
  makePipe(path);
  // The writer comes first: it waits for a reader, as `cat` would.
  const written = writeFileAtomically(path, content);
  const [read] = await Promise.all([readPipe(path), written]);
  t.is(read, content);
  t.true(lstatSync(path).isFIFO());
  t.deepEqual(readdirSync(folder), ['pipe']);
});

test('a device is written into, stays a device, and gets no file beside it', async (t) => {
  const folder = temporaryFolder('output');
  const path = join(folder, 'null');
  if (!makeNullDevice(t, path)) return;
  await writeFileAtomically(path, content);
  t.true(lstatSync(path).isCharacterDevice());
  t.deepEqual(readdirSync(folder), ['null']);
});

test('a block device is never written', async (t) => {
  const path = join(temporaryFolder('output'), 'disk');
  // A number that no driver has: nothing is behind the node.
  const { status } = spawnSync('mknod', [path, 'b', '240', '77']);
  if (status !== 0) {
    skipLoudly(t, 'needs root to make a device node');
    return;
  }
  await t.throwsAsync(writeFileAtomically(path, 'x'), {
    message: `cannot write ${path}: it is a block device`,
  });
});

test('a link is followed and stays a link, also one whose file is not there yet', async (t) => {
  const folder = temporaryFolder('output');
  mkdirSync(join(folder, 'there'));
  writeFileSync(join(folder, 'there/old.html'), 'old');
  symlinkSync('there/old.html', join(folder, 'old'));
  symlinkSync('new.html', join(folder, 'there/next'));
  symlinkSync('there/next', join(folder, 'new'));
  await writeFileAtomically(join(folder, 'old'), 'one');
  await writeFileAtomically(join(folder, 'new'), 'two');
  t.is(readlinkSync(join(folder, 'old')), 'there/old.html');
  t.is(readlinkSync(join(folder, 'new')), 'there/next');
  t.is(readlinkSync(join(folder, 'there/next')), 'new.html');
  t.is(readFileSync(join(folder, 'there/old.html'), 'utf8'), 'one');
  t.is(readFileSync(join(folder, 'there/new.html'), 'utf8'), 'two');
  t.deepEqual(readdirSync(join(folder, 'there')).toSorted(), ['new.html', 'next', 'old.html']);
});

test('links in a circle are an error, not a hang', async (t) => {
  const path = join(temporaryFolder('output'), 'a');
  symlinkSync('a', path);
  const error = await t.throwsAsync(writeFileAtomically(path, 'x'));
  t.is(error.message, `cannot write ${path}: too many links on the way (ELOOP)`);
});

test('a file keeps its mode, its owner and its other names', async (t) => {
  const folder = temporaryFolder('output');
  const secret = join(folder, 'secret.html');
  writeFileSync(secret, 'old');
  chmodSync(secret, 0o600);
  await writeFileAtomically(secret, 'new');
  t.is(statSync(secret).mode & 0o7777, 0o600);
  linkSync(secret, join(folder, 'second'));
  await writeFileAtomically(secret, 'newer');
  t.is(readFileSync(join(folder, 'second'), 'utf8'), 'newer');
  t.deepEqual(readdirSync(folder).toSorted(), ['second', 'secret.html']);
  if (process.getuid?.() !== 0) {
    skipLoudly(t, 'needs root to give a file to somebody else');
    return;
  }
  const theirs = join(folder, 'theirs.html');
  writeFileSync(theirs, 'old');
  chownSync(theirs, 65_534, 65_534);
  await writeFileAtomically(theirs, 'new');
  t.deepEqual([statSync(theirs).uid, statSync(theirs).gid], [65_534, 65_534]);
  t.is(readFileSync(theirs, 'utf8'), 'new');
});

test('an output that is read, or that is another kind of file, is refused and stays as it was', async (t) => {
  const folder = temporaryFolder('output');
  const place = (name: string) => ({ name: '--out', path: join(folder, name) });
  const rules = { kind: fileKinds.runPage, inputs: [join(folder, 'pipe')], isForced: false };
  const files = {
    'notes.txt': ['mine', 'a file that mapswell did not write'],
    'baseline.json': ['{\n "kind": "mapswell-baseline"\n}\n', 'a baseline'],
    'x.ts': ["import { defineScenario } from 'mapswell';", 'a file that mapswell did not write'],
    'page.html': ['<!doctype html><p>"mapswell (run)"', 'a file that mapswell did not write'],
  } as const;
  for (const [name, [text, what]] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    await t.throwsAsync(requireHarmless(place(name), rules), {
      message: `expected --out to name a new file or a report of a run, got ${join(folder, name)}, which is ${what}; --force replaces it`,
    });
    await requireHarmless(place(name), { ...rules, isForced: true });
    t.is(readFileSync(join(folder, name), 'utf8'), text);
  }
  makePipe(join(folder, 'pipe'));
  symlinkSync('pipe', join(folder, 'other-name'));
  await t.throwsAsync(requireHarmless(place('other-name'), rules), {
    message: `expected --out to name another file than those that are read, got ${join(folder, 'other-name')}, which is one of them; --force replaces it`,
  });
  writeFileSync(join(folder, 'empty'), '');
  await requireHarmless(place('empty'), rules);
  await requireHarmless(place('missing'), rules);
});

test('a summary is appended to, and no document of ours is spoiled by it', async (t) => {
  const folder = temporaryFolder('output');
  const place = (name: string) => ({ name: 'SUMMARY', path: join(folder, name) });
  writeFileSync(join(folder, 'summary.md'), '# Before\n');
  await appendHarmlessly(place('summary.md'), 'after\n', []);
  t.is(readFileSync(join(folder, 'summary.md'), 'utf8'), '# Before\nafter\n');
  const record = '{"kind": "mapswell-record"}';
  writeFileSync(join(folder, 'record.json'), record);
  await t.throwsAsync(appendHarmlessly(place('record.json'), 'x', []), {
    message: `cannot append to SUMMARY: it is a record (${join(folder, 'record.json')})`,
  });
  await t.throwsAsync(appendHarmlessly(place('summary.md'), 'x', [join(folder, 'summary.md')]), {
    message: `cannot append to SUMMARY: it is a file that is read (${join(folder, 'summary.md')})`,
  });
  t.is(readFileSync(join(folder, 'record.json'), 'utf8'), record);
});
