// Reads titles of tests as AVA's TAP prints them, a line each, and prints the files that they are in, as
// which a group of files is none.
import { existsSync, readFileSync } from 'node:fs';

const separator = ' › ';
const before = /^(?:test|dist › together › \d+) › /;
const files = new Set();
for (const title of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const parts = title.replace(before, '').split(separator);
  // A title may hold the separator too: the file is the longest path that is one.
  const paths = parts.map((_, index) => `test/${parts.slice(0, index + 1).join('/')}.test.ts`);
  const file = paths.toReversed().find((path) => existsSync(path));
  if (file === undefined) throw new Error(`expected a test in a file below test/, got ${title}`);
  files.add(file);
}
for (const file of files) console.log(file);
