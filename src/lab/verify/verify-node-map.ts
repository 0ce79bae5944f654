import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { array, number, object, string, type ZodType } from 'zod';
import { defined } from '../../base/primitives/defined.ts';
import { createMap } from '../../maps/reference/create-map.ts';
import { planGrowth } from '../../maps/model/plan/plan-growth.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { runProgram } from '../sandbox/program/run-program.ts';
import { FieldTally } from './field-tally.ts';
import type { HeapChange } from './node-map-process.ts';
import type { ComparedField, VerifyListener } from './verification.ts';

const timeLimitMs = 300_000;
/** Compiled code lies in the heap too: all is compiled once, before the heap is watched. */
const heapWatchingFlags = ['--expose-gc', '--no-opt', '--no-maglev', '--always-sparkplug'] as const;
/** What the heap counts beside the table: the measuring itself. */
const noiseBytes = 1024;
/** Below, the new table is no larger than the noise of single inserts. */
const smallestGrowth = 129;

/** What the heap of a Node showed of a Map: see node-map-process.ts. */
export interface NodeMapReport {
  readonly inserts: readonly HeapChange[];
  readonly held: readonly HeapChange[];
  readonly changes: readonly { readonly name: string; readonly heapBytes: number }[];
}

const stepSchema = object({ entries: number(), heapBytes: number() });
const reportSchema: ZodType<NodeMapReport> = object({
  inserts: array(stepSchema),
  held: array(stepSchema),
  changes: array(object({ name: string(), heapBytes: number() })),
});

/**
 * Compares the `Map` of this Node with its model: which inserts make the heap jump, bytes held after
 * inserts, and what deleting and clearing give back.
 *
 * @throws SandboxError `environment` when the heap cannot be watched
 */
export async function verifyNodeMap(
  env: Readonly<Record<string, string | undefined>>,
  onDoing: VerifyListener,
  signal?: AbortSignal,
): Promise<readonly ComparedField[]> {
  onDoing(`watching the Map of Node ${process.versions.node}`);
  const report = await watchNodeMap(env, signal);
  const tally = new FieldTally(`Node ${process.versions.node}, Map`);
  compareInserts(tally, report);
  for (const { entries, heapBytes } of report.held) {
    const { bytesHeld } = planGrowth({ map: 'v8', key: 'int64', value: 'int64', entries });
    compareBytes(
      tally,
      'bytes held',
      `${formatCount(entries)} entries`,
      heapBytes,
      Math.round(bytesHeld),
    );
  }
  for (const { name, heapBytes } of report.changes)
    compareBytes(tally, 'bytes held after deletes', name, heapBytes, heldAfterChange(name));
  return tally.fields();
}

function compareInserts(tally: FieldTally, { inserts }: NodeMapReport): void {
  const entries = inserts.at(-1)?.entries ?? 0;
  const plan = planGrowth({ map: 'v8', key: 'int64', value: 'int64', entries });
  const growths = new Map(
    plan.growthEvents.map((growth) => [growth.entries, growth.bytesDuring - growth.bytesBefore]),
  );
  const watched = inserts.filter((step) => step.entries >= smallestGrowth - 2);
  let tableBytes = 0;
  for (const { entries: insert, heapBytes } of watched) {
    const grown = growths.get(insert);
    tableBytes = grown ?? tableBytes;
    if (tableBytes === 0) continue;
    // The old table may have been collected meanwhile: it is half as large as the new one.
    const hasGrown = heapBytes > tableBytes * 0.4;
    const isExpected = grown !== undefined;
    tally.add(
      'inserts that grow the table',
      hasGrown === isExpected
        ? null
        : `up to insert ${formatCount(insert)}: the heap grew by ${formatCount(heapBytes)} B, the model ${isExpected ? `by ${formatCount(tableBytes)} B` : 'not'}`,
    );
  }
}

function compareBytes(
  tally: FieldTally,
  field: string,
  name: string,
  real: number,
  modelled: number,
): void {
  const difference =
    Math.abs(real - modelled) <= noiseBytes
      ? null
      : `${name}: real ${formatCount(real)} B, model ${formatCount(modelled)} B`;
  tally.add(field, difference, `within ${noiseBytes} bytes`);
}

/** The same changes as in node-map-process.ts, on the model. */
function heldAfterChange(name: string): number {
  const full = 4096;
  const map = createMap({ map: 'v8', key: 'int64', value: 'int64' });
  for (let key = 0; key < full; key++) map.set(key, 1);
  const rest = /^delete down to ([\d,]+)$/.exec(name)?.[1]?.replace(',', '');
  if (rest !== undefined) for (let key = full - 1; key >= Number(rest); key--) map.delete(key);
  else if (name === 'clear') map.clear();
  else {
    for (let key = 0; key < (name === 'delete one, add one' ? 1 : full / 2); key++) map.delete(key);
    map.set(full, 1);
  }
  const { bytesHeld } = map.stats();
  map.close();
  return bytesHeld;
}

/** @throws SandboxError `environment` when the heap cannot be watched */
export async function watchNodeMap(
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<NodeMapReport> {
  const { NODE_OPTIONS: _options, ...environment } = env;
  const { exitCode, stdout, stderrTail } = await runProgram({
    program: process.execPath,
    arguments: [
      ...heapWatchingFlags,
      fileURLToPath(new URL('node-map-process.js', import.meta.url)),
    ],
    env: environment,
    timeLimitMs,
    ...defined({ signal }),
  });
  if (exitCode === 0) return reportSchema.parse(JSON.parse(stdout.toString()));
  throw new SandboxError(
    'environment',
    `expected to watch the heap of Node, got exit code ${exitCode}: ${stderrTail.slice(-500)}`,
  );
}
