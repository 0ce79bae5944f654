import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { SandboxError } from '../../../src/base/primitives/sandbox-error.ts';
import { Journal, type JournalEntry } from '../../../src/lab/run/journal/journal.ts';
import { readJournal } from '../../../src/lab/run/journal/read-journal.ts';
import { lockFolder } from '../../../src/lab/run/journal/run-lock.ts';
import { journalHeader } from '../../support/journal-entries.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';

const locker = fileURLToPath(new URL('folder-locker-process.js', import.meta.url));

function finished(round: number): JournalEntry {
  return {
    event: 'finished',
    key: `yardstick ${round}`,
    at: '2026-01-01T00:00:01.000Z',
    result: {
      kind: 'yardstick',
      run: { round, position: round, outcome: { kind: 'completed' }, operationsPerSecond: 5 },
    },
  };
}

function newFile(): string {
  return join(temporaryFolder('journal'), 'journal.ndjson');
}

test('what was appended to a journal is read back, by key', (t) => {
  const file = newFile();
  const journal = Journal.create(file, journalHeader);
  journal.append({ event: 'started', key: 'yardstick 1', at: '2026-01-01T00:00:00.500Z' });
  journal.append(finished(1));
  journal.close();
  const content = readJournal(file);
  t.deepEqual(content.header, journalHeader);
  t.deepEqual([...content.results.keys()], ['yardstick 1']);
});

test('a journal cut off anywhere gives every whole line, and goes on from there', (t) => {
  const file = newFile();
  const journal = Journal.create(file, journalHeader);
  journal.append(finished(1));
  const whole = statSync(file).size;
  journal.append(finished(2));
  journal.close();
  const bytes = readFileSync(file);
  for (let length = whole; length < bytes.length; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    const content = readJournal(file);
    t.deepEqual([...content.results.keys()], ['yardstick 1']);
    t.is(content.wholeBytes, whole);
  }
  const again = Journal.reopen(file, whole);
  again.append(finished(3));
  again.close();
  t.deepEqual([...readJournal(file).results.keys()], ['yardstick 1', 'yardstick 3']);
});

test('a foreign document, a newer version and a damaged line are told apart', (t) => {
  const file = newFile();
  const message = (text: string): string => {
    writeFileSync(file, text);
    return t.throws(() => readJournal(file), { instanceOf: SandboxError }).message;
  };
  t.is(
    message('{"kind":"other"}\n'),
    `expected a mapswell journal in ${file}, got another document`,
  );
  t.is(
    message(`${JSON.stringify({ ...journalHeader, version: 2 })}\n`),
    `${file}: expected journal version 1, got 2: a newer mapswell wrote it`,
  );
  t.is(
    message(`${JSON.stringify(journalHeader)}\n{"event":\n`),
    `${file}: line 2 is damaged: expected JSON`,
  );
});

test('a full disk refuses the line, names the journal and leaves what stood in it', (t) => {
  if (!existsSync('/dev/full')) {
    skipLoudly(t, 'no /dev/full');
    return;
  }
  const error = t.throws(() => Journal.create('/dev/full', journalHeader), { instanceOf: Error });
  t.regex(error.message, /ENOSPC|EINVAL/);
});

test('a folder that a living process holds is refused by name, and a dead one is taken over', (t) => {
  const folder = temporaryFolder('lock');
  const unlock = lockFolder(folder);
  const error = t.throws(() => lockFolder(folder), { instanceOf: SandboxError });
  t.true(error.message.startsWith(`${folder} is in use: process ${process.pid} has been running`));
  unlock();
  appendFileSync(join(folder, '.lock'), '{"pid":999999999,"startTicks":"1","since":"x"}');
  t.notThrows(() => lockFolder(folder)());
});

test('of two processes that take over a folder at once, one gets it and the other is told who has', async (t) => {
  const takers = [0, 1].map(() => {
    const child = spawn(process.execPath, [locker], { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  });
  for (let turn = 0; turn < 40; turn++) {
    const folder = temporaryFolder('lock');
    // Nobody's, half written, or that of a process that is gone.
    const left = [null, '', '{"pid":999999999,"startTicks":"1","since":"x"}'][turn % 3];
    if (typeof left === 'string') writeFileSync(join(folder, '.lock'), left);
    for (const { child } of takers) child.stdin.write(`${folder}\n`);
    const answers = await Promise.all(takers.map(async ({ lines }) => (await lines.next()).value));
    t.is(answers.filter((answer) => answer === 'taken').length, 1, JSON.stringify(answers));
    t.deepEqual(readdirSync(folder), ['.lock']);
    rmSync(folder, { recursive: true });
  }
  for (const { child } of takers) child.stdin.end();
  await Promise.all(takers.map(({ child }) => once(child, 'close')));
});
