// Records a real map[int64]int64 of a Go toolchain as test/golden keeps it (format 2):
//   node dist/tools/record-golden.js MINOR KIND N W SEED FILE
// performs the operations that src/maps/golden/generate-operations.ts makes of { kind, n, w, seed }.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { generateOperations } from '../src/maps/golden/generate-operations.ts';
import { RecordingDocument, toList, toObject } from '../src/maps/golden/recording-document.ts';
import { readFullRecording } from '../src/maps/golden/full-recording.ts';
import type { RecordedOperation } from '../src/maps/golden/recording.ts';
import { buildGoProgram } from '../src/lab/subjects/go/build-go-program.ts';
import { findGo } from '../src/lab/subjects/go/find-go.ts';
import { runProgram } from '../src/lab/sandbox/program/run-program.ts';

/** Operations between two records, and records between two digests of the table that are kept. */
const recordEvery = 4000;
const digestEvery = 4000;
const digestDigits = 16;
const timeLimitMs = 600_000;

/** An operation as the recorder reads it. */
function line({ kind, key, value, loop }: RecordedOperation): string {
  const signed = BigInt.asIntN(64, key);
  if (kind === 'p') return `p ${signed} ${value}`;
  if (kind === 'd') return `d ${signed}`;
  return loop === undefined ? kind : `${kind} ${loop.limit}`;
}

async function record(minor: number, operations: readonly RecordedOperation[]): Promise<Buffer> {
  const go = await findGo({ env: process.env, minor });
  if (go === null) throw new Error(`expected a Go 1.${minor}, got none`);
  const program = await buildGoProgram({ name: 'record' }, { go, env: process.env });
  const { exitCode, stdout, stderrTail } = await runProgram({
    program,
    arguments: [],
    env: { ...process.env, GODEBUG: 'cpu.aes=off', GOGC: 'off', GOMAXPROCS: '1' },
    input: [`0 ${digestEvery}`, ...operations.map(line), ''].join('\n'),
    timeLimitMs,
  });
  if (exitCode !== 0) throw new Error(`the recorder ended with ${exitCode}: ${stderrTail}`);
  return stdout;
}

/** The fields after some operations, and digests of those between. */
function condensed(text: Buffer, gen: object): object {
  const document = RecordingDocument.parse(text);
  const { moments, fieldNames, seeds } = readFullRecording(document);
  const operations = toList(document.list('Ops'), 'Ops');
  const loops = operations.flatMap((item, index) => {
    const [, first, second, , visited] = toList(item, 'Ops');
    return visited === undefined ? [] : [[index, first, second, visited]];
  });
  const records: unknown[] = [];
  let lines = '';
  for (const [place, { operation, values, tableDigest }] of moments.entries()) {
    lines += `${values.slice(1).join(' ')}\n`;
    if (place % recordEvery !== 0 && place !== moments.length - 1) continue;
    const stretch = createHash('sha256').update(lines).digest('hex').slice(0, digestDigits);
    records.push([operation, values.slice(1), stretch, tableDigest ?? '']);
    lines = '';
  }
  const { Ver } = toObject(JSON.parse(text.toString()), 'the recording');
  return {
    Format: 2,
    Aes: false,
    Ver,
    Type: 'int64:int64',
    Pool: '0',
    Hint: 0,
    Hashkeys: [String(document.word('Hashkey')), String(document.word('Hashkey1')), '0', '0'],
    Gen: gen,
    OpCount: operations.length,
    Fields: fieldNames.slice(1),
    Seeds: [...seeds].map(([operation, seed]) => [operation, String(seed)]),
    Loops: loops,
    Recs: records,
  };
}

const [minor = '', kind = '', n = '', w = '', seed = '', file = ''] = process.argv.slice(2);
const gen = { kind, n: Number(n), w: Number(w), seed: Number(seed) };
const text = await record(Number(minor), generateOperations(gen));
writeFileSync(file, gzipSync(JSON.stringify(condensed(text, gen)), { level: 9 }));
