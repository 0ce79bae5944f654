// Format 2: a map of any type with its fields after some operations, and digests of those between.
import { parseGoKeyType, parseGoType } from '../model/go-type/parse-go-type.ts';
import { generateOperations } from './generate-operations.ts';
import { recordedKeys, recordedValues } from './recorded-values.ts';
import {
  badRecording,
  show,
  toList,
  toWord,
  type RecordingDocument,
} from './recording-document.ts';
import {
  classicFields,
  swissFields,
  type RecordedFamily,
  type RecordedMoment,
  type RecordedOperation,
  type RecordedValue,
  type Recording,
} from './recording.ts';

const fieldsOf = { classic: classicFields, swiss: swissFields } as const;

/** @throws SandboxError `input` for fields, types or records that cannot be replayed. */
export function readSampledRecording(document: RecordingDocument): Recording {
  const [keyText = '', valueText = ''] = document.string('Type').split(':');
  const fixedLength = /^string(\d+)$/.exec(keyText)?.[1];
  const key = parseGoKeyType(fixedLength === undefined ? keyText : 'string', 'Type');
  const value = parseGoType(valueText, 'Type');
  const pool = document.word('Pool');
  const family = familyOf(document.list('Fields'));
  const moments = momentsOf(document.list('Recs'), fieldsOf[family].length);
  const operations = operationsOf(document);
  const compared = (moments.at(-1)?.operation ?? -1) + 1;
  if (compared > operations.length)
    throw badRecording(
      `expected Recs of at most ${operations.length} operations, got one of operation ${compared - 1}`,
    );
  return {
    family,
    version: document.goVersion(),
    key,
    value,
    toKey: recordedKeys(key, pool, fixedLength === undefined ? null : Number(fixedLength)),
    toValue: recordedValues(value, pool),
    pool,
    hashKeys: hashKeysOf(document.list('Hashkeys')),
    hint: BigInt.asIntN(64, document.word('Hint')),
    // What came after the last record cannot be compared.
    operations: operations.slice(0, compared),
    fieldNames: fieldsOf[family],
    moments,
    seeds: new Map(
      document.list('Seeds').map((item, index) => {
        const [operation, seed] = toList(item, `Seeds[${index}]`);
        return [Number(operation), toWord(seed, `Seeds[${index}]`)];
      }),
    ),
  };
}

function familyOf(fields: readonly unknown[]): RecordedFamily {
  const names = fields.join(' ');
  if (names === classicFields.join(' ')) return 'classic';
  if (names === swissFields.join(' ')) return 'swiss';
  throw badRecording(
    `expected Fields to be ${classicFields.join(', ')} or ${swissFields.join(', ')}, got ${show(fields)}`,
  );
}

/** Those that depended on what the map did are listed; the others were generated. */
function operationsOf(document: RecordingDocument): readonly RecordedOperation[] {
  const operations = document.has('Ops')
    ? document.operations()
    : withLoops(generateOperations(document.object('Gen')), document);
  const count = Number(document.word('OpCount'));
  if (operations.length !== count)
    throw badRecording(`expected ${count} operations (OpCount), got ${operations.length}`);
  return operations;
}

/** What a loop began with and visited, only real Go can know. */
function withLoops(
  operations: readonly RecordedOperation[],
  document: RecordingDocument,
): readonly RecordedOperation[] {
  const loops = document.loops();
  return operations.map((operation, index) => {
    if (operation.loop === undefined) return operation;
    const recorded = loops.get(index);
    if (recorded === undefined)
      throw badRecording(`expected Loops to have that of operation ${index}, got none`);
    const [key, value, visited] = recorded;
    return { ...operation, key, value, loop: { ...operation.loop, visited } };
  });
}

function hashKeysOf(words: readonly unknown[]): readonly [bigint, bigint, bigint, bigint] {
  const [h0, h1, h2, h3] = words;
  return [
    toWord(h0, 'Hashkeys[0]'),
    toWord(h1, 'Hashkeys[1]'),
    toWord(h2, 'Hashkeys[2]'),
    toWord(h3, 'Hashkeys[3]'),
  ];
}

/** The first right after `make`, the others in the order of the operations. */
function momentsOf(records: readonly unknown[], fields: number): readonly RecordedMoment[] {
  const moments = records.map((item, index) => toMoment(item, `Recs[${index}]`, fields));
  if (moments[0]?.operation !== -1)
    throw badRecording(
      `expected Recs[0] to be of operation -1, right after make, got ${moments[0]?.operation ?? 'none'}`,
    );
  for (const [index, { operation }] of moments.entries()) {
    const before = moments[index - 1]?.operation ?? -2;
    if (!(operation > before))
      throw badRecording(
        `expected Recs in the order of the operations, got ${operation} after ${before}`,
      );
  }
  return moments;
}

function toMoment(item: unknown, name: string, fields: number): RecordedMoment {
  const [operation, list, stretchDigest, tableDigest] = toList(item, name);
  const values = toList(list, name).map((value): RecordedValue => {
    if (typeof value === 'number' || typeof value === 'string') return value;
    throw badRecording(`expected ${name} to hold plain values only, got ${show(value)}`);
  });
  if (values.length !== fields)
    throw badRecording(`expected ${name} to have ${fields} fields, got ${values.length}`);
  if (typeof stretchDigest !== 'string' || typeof tableDigest !== 'string')
    throw badRecording(`expected ${name} to have two digests, got ${show(item)}`);
  return {
    operation: Number(operation),
    values,
    stretchDigest,
    tableDigest: tableDigest === '' ? null : tableDigest,
  };
}
