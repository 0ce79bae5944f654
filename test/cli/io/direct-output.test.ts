import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { fileErrorCode } from '../../../src/base/primitives/errors/file-error.ts';
import { DirectOutput, mayBeTerminal } from '../../../src/cli/io/direct-output.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const main = fileURLToPath(new URL('../../../bundle/main.cjs', import.meta.url));

function noStream(): never {
  throw new Error('expected no stream to be opened');
}

test('a file gets every byte, of letters of several bytes too, without a stream', (t) => {
  const file = join(temporaryFolder('direct-output'), 'out.txt');
  const descriptor = openSync(file, 'w');
  t.false(mayBeTerminal(descriptor));
  const output = new DirectOutput(descriptor, noStream, noStream);
  for (let line = 0; line < 1000; line++) output.write(`${line} größer als «2^${line}» ✓\n`);
  closeSync(descriptor);
  const lines = readFileSync(file, 'utf8').split('\n');
  t.is(lines.length, 1001);
  t.is(lines[999], '999 größer als «2^999» ✓');
});

test('the null device is no terminal, and what is closed may be one', (t) => {
  const descriptor = openSync('/dev/null', 'w');
  t.false(mayBeTerminal(descriptor));
  closeSync(descriptor);
  t.true(mayBeTerminal(2 ** 20));
});

test('the first failure is told, and nothing is written after it', (t) => {
  const descriptor = openSync(join(temporaryFolder('direct-output'), 'closed.txt'), 'a+');
  closeSync(descriptor);
  const told: string[] = [];
  const output = new DirectOutput(descriptor, noStream, (error) => told.push(fileErrorCode(error)));
  output.write('one');
  output.write('two');
  t.deepEqual(told, ['EBADF']);
});

test('a pipe that does not block, with a slow reader, gets every line', async (t) => {
  // The writer's end is a socket that a parent made non-blocking: writes beyond its room fail at once.
  const script = `
    const { Socket } = require('node:net');
    const socket = new Socket({ fd: 1, readable: false });
    import(process.argv[1]).then(({ DirectOutput }) => {
      const output = new DirectOutput(1, () => socket, (error) => { throw error; });
      for (let line = 0; line < 100000; line++) output.write('line ' + line + '\\n');
    });`;
  const module = new URL('../../../src/cli/io/direct-output.js', import.meta.url).href;
  const child = spawn(process.execPath, ['-e', script, module], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(child, 'close');
  const lines = text.split('\n');
  t.is(lines.length, 100_001);
  t.is(lines[99_999], 'line 99999');
});

test('a reader that goes away is no error', async (t) => {
  const run = promisify(execFile);
  const words = `'${process.execPath}' '${main}' plan --map go1.24 --key int64 --value int64 --entries 1e9`;
  const { stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', `${words} | head -n 1`]);
  t.is(stdout, 'go1.24 map[int64]int64, 1,000,000,000 entries\n');
  t.is(stderr, '');
});
