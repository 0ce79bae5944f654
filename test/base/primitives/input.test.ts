import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { OpenFiles } from '../../../src/base/primitives/input/open-files.ts';
import { parseJson } from '../../../src/base/primitives/input/parse-json.ts';
import {
  inputChunks,
  isFolder,
  readInput,
  readInputText,
} from '../../../src/base/primitives/input/read-input.ts';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { makePipe } from '../../support/special-files.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('input');

test('a file is read whole, also one whose size nobody knows before', (t) => {
  const path = join(folder, 'file');
  const text = 'ä'.repeat(300_000);
  writeFileSync(path, text);
  t.is(readInputText(path), text);
  t.is(Buffer.concat([...inputChunks(path)]).toString(), text);
  t.regex(readInputText('/proc/self/status'), /^Name:/);
  writeFileSync(join(folder, 'empty'), '');
  t.is(readInputText(join(folder, 'empty')), '');
});

test('a pipe is read to its end', async (t) => {
  const path = join(folder, 'pipe');
  makePipe(path);
  const writer = spawn('sh', ['-c', 'yes line | head -c 400000 > "$0"', path]);
  t.is(readInput(path).length, 400_000);
  if (writer.exitCode === null) await once(writer, 'close');
});

test('a device is refused before it is opened: it never ends', (t) => {
  const path = join(folder, 'zero');
  if (spawnSync('mknod', [path, 'c', '1', '5']).status !== 0) {
    skipLoudly(t, 'needs root to make a device node');
    return;
  }
  const message = `cannot read ${path}: it is a device, not a file or a pipe`;
  t.throws(() => readInput(path), { message });
  t.throws(() => [...inputChunks(path)], { message });
});

test('a file that is too large is refused before it is read, a pipe once it is', async (t) => {
  const path = join(folder, 'sparse');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40);
  t.throws(() => readInput(path), { message: `cannot read ${path}: it is larger than 256 MiB` });
  const pipe = join(folder, 'endless');
  makePipe(pipe);
  const writer = spawn('sh', ['-c', 'yes > "$0"', pipe]);
  const closed = once(writer, 'close');
  t.throws(() => readInput(pipe, 2 ** 20), {
    message: `cannot read ${pipe}: it is larger than 1 MiB`,
  });
  await closed;
});

test('what cannot be read is named with the reason in words', (t) => {
  for (const [path, reason] of [
    [join(folder, 'missing'), 'there is no such file'],
    [folder, 'it is a folder'],
    [join(folder, 'x'.repeat(5000)), 'the name is too long (ENAMETOOLONG)'],
    [join(folder, 'a\0b'), 'no file can have that name'],
  ] as const)
    t.throws(() => readInput(path), { message: `cannot read ${path}: ${reason}` });
  symlinkSync('circle', join(folder, 'circle'));
  t.throws(() => readInput(join(folder, 'circle')), { message: /too many links on the way/ });
  t.throws(() => isFolder(join(folder, 'x'.repeat(5000))), { message: /the name is too long/ });
  t.false(isFolder(join(folder, 'missing')));
  t.true(isFolder(folder));
});

test('a socket that the process was started with is read as a pipe', (t) => {
  const reader = new URL('../../../src/base/primitives/input/read-input.js', import.meta.url);
  const script = `import { readInputText } from '${reader.href}'; process.stdout.write(readInputText('/dev/stdin'));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    input: 'through a socket',
    encoding: 'utf8',
  });
  t.is(stderr, '');
  t.is(stdout, 'through a socket');
});

test('JSON is bounded in depth and parts before memory is taken for it', (t) => {
  t.deepEqual(parseJson('\uFEFF{"a": ["[[[{{{", "\\"[", 1]}', 'x'), { a: ['[[[{{{', '"[', 1] });
  const deep = '['.repeat(200) + ']'.repeat(200);
  t.notThrows(() => parseJson(deep, 'x'));
  t.throws(() => parseJson('{"a": 1, b}\n', 'x.ndjson, line 7'), {
    message: 'cannot read x.ndjson, line 7: it is no JSON (column 10)',
  });
  const ends = String.raw`{"a\\": "\\\"{", "b": "\\\\"}`;
  t.deepEqual(parseJson(ends, 'x'), JSON.parse(ends));
  t.throws(() => parseJson(`[${deep}]`, 'x.json'), {
    message: 'cannot read x.json: it is nested deeper than 200 levels',
  });
  t.throws(() => parseJson('['.repeat(300_000), 'x.json'), { message: /nested deeper/ });
  t.throws(() => parseJson(`[${'{},'.repeat(5_000_000)}{}]`, 'x.json'), {
    message: 'cannot read x.json: it has more than 5000000 lists and objects',
  });
});

test('a pipe whose writer is slow is waited for', async (t) => {
  const path = join(folder, 'slow');
  makePipe(path);
  const writer = spawn('sh', ['-c', '(printf one; sleep 0.2; printf two) > "$0"', path]);
  t.is(readInputText(path), 'onetwo');
  if (writer.exitCode === null) await once(writer, 'close');
});

test('pieces are read out of more files than stay open, and all of them are closed in the end', (t) => {
  const paths = Array.from({ length: 200 }, (_, at) => join(folder, `piece-${at}`));
  for (const [at, path] of paths.entries()) writeFileSync(path, `before${at}after`);
  const files = new OpenFiles();
  for (let round = 0; round < 2; round++)
    for (const [at, path] of paths.entries()) {
      const place = { offset: 6, length: String(at).length };
      t.is(files.read(path, place), String(at));
    }
  t.is(openPieces(), 64);
  const [first = '', last = ''] = [paths[0], paths.at(-1)];
  const error = t.throws(() => files.read(last, { offset: 0, length: 100 }), {
    instanceOf: SandboxError,
  });
  t.is(error.message, `cannot read ${last}: it became shorter while it was read`);
  rmSync(first);
  t.throws(() => files.read(first, { offset: 0, length: 1 }), { message: /there is no such file/ });
  files.close();
  t.is(openPieces(), 0);
});

/** Files of the test above that this process has open. */
function openPieces(): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).includes(join(folder, 'piece-'));
    } catch {
      // The descriptor that listed the folder is gone by now.
      return false;
    }
  }).length;
}
