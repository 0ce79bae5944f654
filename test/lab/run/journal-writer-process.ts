import { writeSync } from 'node:fs';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { Journal } from '../../../src/lab/run/journal/journal.ts';
import { journalHeader, yardstickEntry } from '../../support/journal-entries.ts';

// Appends results until it is killed, and says each key once its line is on disk.
const [, , file = '', seed = '0'] = process.argv;
const random = seededRandom(Number(seed));
const journal = Journal.create(file, journalHeader);
for (let round = 0; round < 5000; round++) {
  // Lines of one page and of many, so that a kill may find half of one written.
  journal.append(yardstickEntry(round, 'x'.repeat(Math.floor(random() ** 3 * 400_000))));
  writeSync(1, `yardstick ${round}\n`);
}
