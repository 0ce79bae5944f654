import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readJournal } from '../../support/read-journal.ts';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { Journal, type JournalEntry } from '../../../src/lab/run/journal/journal.ts';
import { journalHeader, yardstickEntry } from '../../support/journal-entries.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';

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

test('what was appended to a journal is read back, by key', async (t) => {
  const file = newFile();
  const journal = Journal.create(file, journalHeader);
  journal.append({ event: 'started', key: 'yardstick 1', at: '2026-01-01T00:00:00.500Z' });
  journal.append(finished(1));
  journal.close();
  const content = await readJournal(file);
  t.deepEqual(content.header, journalHeader);
  t.deepEqual([...content.results.keys()], ['yardstick 1']);
});

test('a journal cut off anywhere gives every whole line, and goes on from there', async (t) => {
  const file = newFile();
  const journal = Journal.create(file, journalHeader);
  journal.append(finished(1));
  const whole = statSync(file).size;
  journal.append(finished(2));
  journal.close();
  const bytes = readFileSync(file);
  for (let length = whole; length < bytes.length; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    const content = await readJournal(file);
    t.deepEqual([...content.results.keys()], ['yardstick 1']);
    t.is(content.wholeBytes, whole);
  }
  const again = Journal.reopen(file, whole);
  again.append(finished(3));
  again.close();
  t.deepEqual([...(await readJournal(file)).results.keys()], ['yardstick 1', 'yardstick 3']);
});

test('a foreign document, a newer version and a damaged line are told apart', async (t) => {
  const file = newFile();
  const message = async (text: string): Promise<string> => {
    writeFileSync(file, text);
    return (await t.throwsAsync(readJournal(file), { instanceOf: SandboxError })).message;
  };
  t.is(
    await message('{"kind":"other"}\n'),
    `expected a mapswell journal in ${file}, got another document`,
  );
  t.is(
    await message(`${JSON.stringify({ ...journalHeader, version: 2 })}\n`),
    `${file}: expected journal version 1, got 2: a newer mapswell wrote it`,
  );
  t.is(
    await message(`${JSON.stringify(journalHeader)}\n{"event":\n`),
    `${file}: line 2 is damaged: expected JSON`,
  );
});

test('a journal with a field of another shape is refused by its line, whatever the field', async (t) => {
  const file = newFile();
  const message = async (...lines: readonly unknown[]): Promise<string> => {
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return (await t.throwsAsync(readJournal(file), { instanceOf: SandboxError })).message;
  };
  t.is(
    await message({ ...journalHeader, environment: 7 }),
    `${file}: line 1 is damaged: environment: expected object, got 7`,
  );
  t.is(
    await message(journalHeader, { ...finished(1), result: null }),
    `${file}: line 2 is damaged: result: expected object, got null`,
  );
  t.is(
    await message(journalHeader, finished(1), { event: 'ended', at: journalHeader.startedAt }),
    `${file}: line 3 is damaged: event: expected 'resumed' | 'started' | 'finished' | 'complete', got "ended"`,
  );
});

test('a full disk refuses the line, names the journal and leaves what stood in it', (t) => {
  const disk = temporaryFolder('journal');
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) {
    skipLoudly(t, 'no rights to mount a disk');
    return;
  }
  try {
    const file = join(disk, 'journal.ndjson');
    const journal = Journal.create(file, journalHeader);
    journal.append(yardstickEntry(0, 'fits'));
    const before = readFileSync(file, 'utf8');
    t.throws(() => journal.append(yardstickEntry(1, 'x'.repeat(100_000))), {
      message: `cannot write the journal ${file}: no space left on the device (ENOSPC); finished processes stay in it`,
    });
    t.is(readFileSync(file, 'utf8'), before);
    journal.close();
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('a journal that is there is never started anew', async (t) => {
  const file = join(temporaryFolder('journal'), 'journal.ndjson');
  const journal = Journal.create(file, journalHeader);
  journal.append(yardstickEntry(0, 'measured'));
  journal.close();
  t.throws(() => Journal.create(file, journalHeader), {
    message: `cannot write the journal ${file}: there is one already (EEXIST); finished processes stay in it`,
  });
  t.true((await readJournal(file)).results.has('yardstick 0'));
});
