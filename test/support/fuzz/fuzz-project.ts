import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { documentText } from '../../../src/lab/record/document-file.ts';
import { formatRecord } from '../../../src/lab/record/record-file.ts';
import { baselineDocument } from '../../../src/lab/compare/baseline/baseline-document.ts';
import { formatClaims } from '../../../src/lab/verify/claims/claims-file.ts';
import { judgeClaims } from '../../../src/lab/verify/claims/judge-claims.ts';
import { modelFigures } from '../../../src/lab/verify/claims/model-figures.ts';
import { madeCalibration } from '../../live/alerts/made-calibration.ts';
import { journalHeader, yardstickEntry } from '../journal-entries.ts';
import { makeRecord } from '../make-record.ts';
import { tiny } from '../tiny-scenario.ts';

/** One of every document that a command reads, by its path in the folder of the user. */
export const fuzzDocuments: Readonly<Record<string, string>> = makeDocuments();

function makeDocuments(): Readonly<Record<string, string>> {
  const record = makeRecord([{ id: 'x', run: { inserts: 100 }, samplesPerRound: 20 }]);
  const batches = [record, { ...record, id: 'second' }] as const;
  // One model is enough of a document, and takes no second to ask.
  const claims = judgeClaims([modelFigures('v8')]);
  const samples = Array.from({ length: 300 }, (_, at) => `${at},${40 + (at % 7) / 10}`);
  return {
    'r/record.json': formatRecord(record),
    'b/record.json': formatRecord({ ...record, id: 'other' }),
    'baseline.json': documentText(
      baselineDocument({
        kind: 'mapswell-baseline',
        version: 2,
        batches,
        acceptances: [],
        warnings: [],
      }),
      'baseline',
    ),
    'claims.json': formatClaims({ claims, go: null, node: null, remarks: [] }),
    'calibration.json': JSON.stringify(madeCalibration('static-threshold')),
    'traces/a.csv': `minute,memory_percent\n${samples.join('\n')}\n`,
    'sandbox.config.json': '{"rounds":1}\n',
    'scenarios/tiny.json': JSON.stringify(tiny),
    'unfinished/journal.ndjson': `${JSON.stringify(journalHeader)}\n${JSON.stringify(yardstickEntry(0, 'x'))}\n`,
    'traffic.txt': 'set a 1\nset b 2\nget a\ndelete b\n',
    'notes.txt': 'mine\n',
    'page.html': '<p>mine</p>\n',
  };
}

/** Commands whose purpose is to change a document of the user that they name. */
const ownTargets: readonly (readonly [command: string, file: RegExp])[] = [
  ['accept', /baseline\.json$/],
  ['run', /^unfinished\//],
];

/** The folder of a user who tries everything. What lies in `mine` must stay as it is. */
export class FuzzProject {
  readonly #folder: string;
  readonly #mine: string;
  #hashes: ReadonlyMap<string, string> = new Map();

  constructor(folder: string) {
    this.#folder = folder;
    this.#mine = join(folder, 'mine');
    this.#restore();
  }

  /** Removes what the trial before has left, and writes the document of this one beside its siblings. */
  prepare(document: { readonly path: string; readonly bytes: Buffer } | null): void {
    for (const name of readdirSync(this.#folder))
      if (name !== 'mine') rmSync(join(this.#folder, name), { recursive: true, force: true });
    if (document === null) return;
    const folder = join(this.#folder, 'mutated');
    writeAll(folder, {
      'sandbox.config.json': '{"rounds":1}\n',
      'traces/b.csv': 'minute,x\n0,1\n',
    });
    mkdirSync(dirname(join(this.#folder, document.path)), { recursive: true });
    writeFileSync(join(this.#folder, document.path), document.bytes);
  }

  /** Files of the user that are gone, changed or other than they were; they are put back. */
  harmedBy([command = '']: readonly string[]): readonly string[] {
    const now = hashesOf(this.#mine);
    const harmed = Array.from(this.#hashes.keys()).filter(
      (path) => now.get(path) !== this.#hashes.get(path),
    );
    if (harmed.length > 0 || now.size > this.#hashes.size) this.#restore();
    return harmed.filter(
      (path) => !ownTargets.some(([name, file]) => name === command && file.test(path)),
    );
  }

  #restore(): void {
    rmSync(this.#mine, { recursive: true, force: true });
    writeAll(this.#mine, fuzzDocuments);
    symlinkSync('page.html', join(this.#mine, 'link.html'));
    symlinkSync('nowhere', join(this.#mine, 'link-to-nothing'));
    this.#hashes = hashesOf(this.#mine);
  }
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: 0o640 });
  }
}

/** Kind, mode and content of every file below. */
function hashesOf(folder: string): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  if (!existsSync(folder)) return hashes;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stat = lstatSync(join(folder, path));
    if (stat.isDirectory()) continue;
    const content = stat.isFile() ? readFileSync(join(folder, path)) : 'link';
    hashes.set(path, `${stat.mode} ${createHash('sha256').update(content).digest('hex')}`);
  }
  return hashes;
}
