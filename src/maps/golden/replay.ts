import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { Replay } from './open-replay.ts';
import { openClassicReplay } from './replay-classic.ts';
import { openSwissReplay } from './replay-swiss.ts';
import { readRecording, type RecordedState, type Recording } from './recording.ts';

/** One difference between the kernel's map and real Go. */
export interface Mismatch {
  /** Index into the recording's records. */
  readonly record: number;
  readonly field: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** What a replay compared, and what it found. */
export interface ReplayResult {
  readonly fields: number;
  readonly digests: number;
  readonly mismatches: number;
  readonly firstMismatch: Mismatch | null;
}

/** Told of every comparison: the field (`s` is the digest), and what differs. */
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
  const replay = open(recording);
  try {
    return compareAll(recording, replay, onCompared);
  } finally {
    replay.close();
  }
}

function open(recording: Recording): Replay {
  // Go 1.24 and 1.25 could still be built with the classic map: the fields tell, not the version.
  const [first] = recording.states;
  if (first?.['B'] !== undefined) return openClassicReplay(recording);
  if (first?.['dl'] !== undefined) return openSwissReplay(recording);
  throw new SandboxError(
    'input',
    'expected records of a classic map (with a field B) or of a Swiss map (with a field dl), got others',
  );
}

interface Tally {
  fields: number;
  digests: number;
  mismatches: number;
  firstMismatch: Mismatch | null;
}

function compareAll(
  recording: Recording,
  replay: Replay,
  onCompared: ComparisonListener,
): ReplayResult {
  const tally: Tally = { fields: 0, digests: 0, mismatches: 0, firstMismatch: null };
  const compare = (index: number, name: string, recorded: unknown, replayed: unknown): void => {
    const mismatch = difference(index, name, recorded, replayed);
    onCompared(name, mismatch);
    if (mismatch === null) return;
    tally.mismatches += 1;
    tally.firstMismatch ??= mismatch;
  };
  for (const [index, record] of recording.states.entries()) {
    const operation = recording.operations[index - 1];
    if (operation !== undefined) replay.perform(operation);
    checkFields(record, index, replay.fieldNames);
    const taken = replay.adopt(record);
    const state: Readonly<Record<string, unknown>> = { ...replay.state(), op: index - 1 };
    for (const name of replay.fieldNames) {
      if (taken.has(name)) continue;
      tally.fields += 1;
      compare(index, name, record[name], state[name]);
    }
    if (record['s'] === undefined) continue;
    tally.digests += 1;
    compare(index, 's', record['s'], replay.digest());
  }
  return tally;
}

function difference(
  record: number,
  field: string,
  recorded: unknown,
  replayed: unknown,
): Mismatch | null {
  return recorded === replayed
    ? null
    : { record, field, recorded: String(recorded), replayed: String(replayed) };
}

/** A field that is missing or unknown could not be compared: that is not a pass. */
function checkFields(record: RecordedState, index: number, names: readonly string[]): void {
  const missing = names.find((name) => record[name] === undefined);
  const unknown = Object.keys(record).find((name) => name !== 's' && !names.includes(name));
  if (missing !== undefined || unknown !== undefined)
    throw new SandboxError(
      'input',
      `expected Recs[${index}] to have the fields ${names.join(', ')} and perhaps s, got one ` +
        (missing === undefined ? `with ${unknown}` : `without ${missing}`),
    );
}
