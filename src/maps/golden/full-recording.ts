// Format 1: a `map[int64]int64` with its fields after every operation.
import { parseGoKeyType, parseGoType } from '../model/go-type/parse-go-type.ts';
import {
  badRecording,
  show,
  toObject,
  toWord,
  type RecordingDocument,
} from './recording-document.ts';
import {
  classicFields,
  seedFields,
  swissFields,
  type RecordedFamily,
  type RecordedMoment,
  type RecordedValue,
  type Recording,
} from './recording.ts';

const fieldsOf = { classic: ['op', ...classicFields], swiss: ['op', ...swissFields] } as const;

/** @throws SandboxError `input` when a record is missing, or has other fields than its kind. */
export function readFullRecording(document: RecordingDocument): Recording {
  const operations = document.operations();
  const records = document.list('Recs').map((item, index) => toObject(item, `Recs[${index}]`));
  if (records.length !== operations.length + 1)
    throw badRecording(
      `expected one more record than operations, got ${records.length} records and ${operations.length} operations`,
    );
  const family = familyOf(records[0] ?? {});
  const fieldNames = fieldsOf[family];
  const moments = records.map((record, index) => toMoment(record, index, fieldNames));
  return {
    family,
    version: document.goVersion(),
    key: parseGoKeyType('int64'),
    value: parseGoType('int64', 'value'),
    toKey: (key) => key,
    toValue: (value) => value,
    pool: 0n,
    hashKeys: [document.word('Hashkey'), document.word('Hashkey1'), 0n, 0n],
    hint: BigInt.asIntN(64, document.word('Hint')),
    operations,
    fieldNames,
    moments,
    seeds: seedsOf(moments, fieldNames.indexOf(seedFields[family])),
  };
}

/** Go 1.24 and 1.25 could still be built with the classic map: the fields tell, not the version. */
function familyOf(record: Readonly<Record<string, unknown>>): RecordedFamily {
  if (record['B'] !== undefined) return 'classic';
  if (record['dl'] !== undefined) return 'swiss';
  throw badRecording(
    'expected records of a classic map (with a field B) or of a Swiss map (with a field dl), got others',
  );
}

function toMoment(
  record: Readonly<Record<string, unknown>>,
  index: number,
  fieldNames: readonly string[],
): RecordedMoment {
  // A field that is missing or unknown could not be compared: that is not a pass.
  const missing = fieldNames.find((name) => record[name] === undefined);
  const unknown = Object.keys(record).find((name) => name !== 's' && !fieldNames.includes(name));
  if (missing !== undefined || unknown !== undefined)
    throw badRecording(
      `expected Recs[${index}] to have the fields ${fieldNames.join(', ')} and perhaps s, got one ` +
        (missing === undefined ? `with ${unknown}` : `without ${missing}`),
    );
  const { s: digest } = record;
  if (digest !== undefined && typeof digest !== 'string')
    throw badRecording(`expected Recs[${index}].s to be a string, got ${show(digest)}`);
  return {
    operation: index - 1,
    values: fieldNames.map((name) => toValue(record[name], `Recs[${index}]`)),
    stretchDigest: null,
    tableDigest: digest ?? null,
  };
}

function toValue(value: unknown, name: string): RecordedValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw badRecording(`expected ${name} to hold plain values only, got ${show(value)}`);
}

/** A seed that differs from the one before was drawn by that operation. */
function seedsOf(moments: readonly RecordedMoment[], field: number): ReadonlyMap<number, bigint> {
  const seeds = new Map<number, bigint>();
  let last: RecordedValue | undefined;
  for (const { operation, values } of moments) {
    if (values[field] === last) continue;
    last = values[field];
    seeds.set(operation, toWord(last, 'the seed'));
  }
  return seeds;
}
