import { createHash } from 'node:crypto';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { readRecording } from './read-recording.ts';
import { RecordedMap } from './recorded-map.ts';
import {
  seedFields,
  type RecordedMoment,
  type RecordedOperation,
  type RecordedValue,
  type Recording,
} from './recording.ts';

const digestDigits = 16;

/** One difference between the kernel's map and real Go. */
export interface Mismatch {
  /** Index into the recording's records: the one that differs, or the next one. */
  readonly record: number;
  /** A field, `d` for the digest of a stretch of fields, `s` for that of the table, `v` for that of
   * the entries that a loop visited. */
  readonly field: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** What a replay compared, and what it found. */
export interface ReplayResult {
  readonly operations: number;
  /** Fields compared one by one. */
  readonly fields: number;
  /** Stretches of operations whose fields were compared, all of them, by a digest. */
  readonly stretches: number;
  /** Digests of the whole table memory. */
  readonly digests: number;
  /** Range loops whose entries were compared, in their order, by a digest. */
  readonly loops: number;
  readonly mismatches: number;
  readonly firstMismatch: Mismatch | null;
}

/** Told of every comparison: the field, and what differs. */
export type ComparisonListener = (field: string, mismatch: Mismatch | null) => void;

/**
 * Replays a recording (plain or gzip bytes) on the kernel and compares every field of every record
 * and every digest.
 * @throws SandboxError `input` when the bytes are no recording that can be replayed.
 */
export function replayRecording(
  bytes: Uint8Array,
  onCompared: ComparisonListener = () => undefined,
): ReplayResult {
  const recording = readRecording(bytes);
  const map = new RecordedMap(recording);
  try {
    return new Replay(recording, map, onCompared).run();
  } finally {
    map.close();
  }
}

class Replay {
  readonly #recording: Recording;
  readonly #map: RecordedMap;
  readonly #onCompared: ComparisonListener;
  #fields = 0;
  #stretches = 0;
  #digests = 0;
  #loops = 0;
  #mismatches = 0;
  #firstMismatch: Mismatch | null = null;

  constructor(recording: Recording, map: RecordedMap, onCompared: ComparisonListener) {
    this.#recording = recording;
    this.#map = map;
    this.#onCompared = onCompared;
  }

  run(): ReplayResult {
    const { operations, moments } = this.#recording;
    const hasStretches = moments.some(({ stretchDigest }) => stretchDigest !== null);
    let next = 0;
    let lines = '';
    for (let index = -1; index < operations.length; index++) {
      const operation = operations[index];
      if (operation !== undefined) this.#perform(operation, index, next);
      const isReseeded = this.#takeSeed(index, next);
      if (hasStretches) lines += `${this.#fieldsLine(index)}\n`;
      const moment = moments[next];
      if (moment?.operation !== index) continue;
      this.#compareMoment(moment, next, isReseeded, lines);
      lines = '';
      next += 1;
    }
    this.#map.endLoop();
    this.#compareLoops(next);
    return {
      operations: operations.length,
      fields: this.#fields,
      stretches: this.#stretches,
      digests: this.#digests,
      loops: this.#loops,
      mismatches: this.#mismatches,
      firstMismatch: this.#firstMismatch,
    };
  }

  #perform(operation: RecordedOperation, index: number, record: number): void {
    this.#map.perform(operation, index);
    this.#compareLoops(record);
  }

  /** What a loop visits is compared in its order; a copy shows in the fields and the table. */
  #compareLoops(record: number): void {
    for (const { recorded, visited } of this.#map.takeVisited()) {
      this.#loops += 1;
      this.#compare(record, 'v', recorded, visited);
    }
  }

  /** Seeds are drawn by chance: when, must be equal; which one, is taken from the recording. */
  #takeSeed(operation: number, record: number): boolean {
    const seed = this.#recording.seeds.get(operation);
    const isReseeded = this.#map.hasReseeded();
    if (isReseeded !== (seed !== undefined)) {
      const field = seedFields[this.#recording.family];
      this.#note(record, field, seedOrNone(seed !== undefined), seedOrNone(isReseeded));
    }
    if (isReseeded && seed !== undefined) this.#map.setSeed(seed);
    return isReseeded;
  }

  /** The fields after an operation as the recorder digested them. */
  #fieldsLine(operation: number): string {
    if (this.#map.isEstimating)
      throw new SandboxError(
        'input',
        `expected a map below 2^16 buckets, got a larger one at operation ${operation}: Go then counts overflow buckets by chance, which a digest of fields cannot leave out`,
      );
    return this.#map.values().join(' ');
  }

  #compareMoment(moment: RecordedMoment, record: number, isReseeded: boolean, lines: string): void {
    const taken = this.#takeFields(moment, isReseeded);
    const values = this.#valuesAt(moment.operation);
    for (const [index, name] of this.#recording.fieldNames.entries()) {
      if (taken.has(name)) continue;
      this.#fields += 1;
      this.#compare(record, name, moment.values[index], values[index]);
    }
    if (moment.stretchDigest !== null) {
      this.#stretches += 1;
      const digest = createHash('sha256').update(lines).digest('hex').slice(0, digestDigits);
      this.#compare(record, 'd', moment.stretchDigest, digest);
    }
    if (moment.tableDigest === null) return;
    this.#digests += 1;
    this.#compare(record, 's', moment.tableDigest, this.#map.digest());
  }

  /** Names of the fields that only real Go can know; what it had is the map's from now on. */
  #takeFields({ values }: RecordedMoment, isReseeded: boolean): ReadonlySet<string> {
    const { family, fieldNames } = this.#recording;
    const taken = new Set<string>();
    if (isReseeded) taken.add(seedFields[family]);
    const estimate = values[fieldNames.indexOf('nov')] ?? 0;
    if (this.#map.adoptOverflowEstimate(estimate)) taken.add('nov');
    return taken;
  }

  /** The number of the operation stands first where it was recorded. */
  #valuesAt(operation: number): readonly RecordedValue[] {
    const values = this.#map.values();
    return this.#recording.fieldNames[0] === 'op' ? [operation, ...values] : values;
  }

  #compare(record: number, field: string, recorded: unknown, replayed: unknown): void {
    if (recorded === replayed) this.#onCompared(field, null);
    else this.#note(record, field, String(recorded), String(replayed));
  }

  #note(record: number, field: string, recorded: string, replayed: string): void {
    const mismatch = { record, field, recorded, replayed };
    this.#onCompared(field, mismatch);
    this.#mismatches += 1;
    this.#firstMismatch ??= mismatch;
  }
}

function seedOrNone(isDrawn: boolean): string {
  return isDrawn ? 'a new seed' : 'no new seed';
}
