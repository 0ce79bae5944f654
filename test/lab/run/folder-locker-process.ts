// Takes each folder that is named on standard input, keeps it, and says how it went.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { lockFolder } from '../../../src/lab/run/journal/run-lock.ts';

for await (const folder of createInterface(process.stdin)) {
  try {
    lockFolder(folder);
    process.stdout.write('taken\n');
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
  }
}
