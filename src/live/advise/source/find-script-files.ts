import { basename, join, relative } from 'node:path';
import {
  entriesOf,
  isScriptName,
  type Place,
  readSource,
  type Search,
  type SourceText,
} from './find-go-files.ts';

/** Names of tests and of folders with tests, in the path as it was named. */
const tests =
  /\.(?:test|spec|stories)\.\w+$|(?:^|[\\/])(?:__tests__|__mocks__|tests?|fixtures)[\\/]/;
/** A line that no person wrote. */
const longLine = 2000;

/** The files of a place in JavaScript and TypeScript; what a program made of others is passed over. */
export function* scriptFilesOf(place: Place, search: Search): Generator<SourceText> {
  const { counts, withTests } = search;
  const names =
    'file' in place
      ? [place.file]
      : entriesOf(place.folder, search)
          .filter((entry) => !entry.isDirectory() && isScriptName(entry.name))
          .flatMap((entry) => {
            if (entry.isSymbolicLink()) counts.symlinks += 1;
            else if (/^[._]/.test(entry.name)) counts.hidden += 1;
            else return [join(place.folder, entry.name)];
            return [];
          });
  for (const full of names) {
    if (!isScriptName(full)) continue;
    if (/\.d\.[cm]?ts$/.test(full)) counts.declarations += 1;
    else if (!withTests && !('file' in place) && tests.test(relative(search.cwd, full)))
      counts.tests += 1;
    else {
      const read = readSource(full, search);
      if (read === null) continue;
      if (isMade(read.source) || /[.-]min\.\w+$/.test(basename(full))) counts.generated += 1;
      else yield read;
    }
  }
}

/** Whether a program wrote it: it says so, or its lines are longer than those of people. */
function isMade(source: string): boolean {
  if (/@generated\b|\bDO NOT EDIT\b|\bauto-?generated\b/i.test(source.slice(0, 1000))) return true;
  for (let at = 0; at < source.length;) {
    const end = source.indexOf('\n', at);
    if ((end === -1 ? source.length : end) - at > longLine) return true;
    if (end === -1) return false;
    at = end + 1;
  }
  return false;
}
