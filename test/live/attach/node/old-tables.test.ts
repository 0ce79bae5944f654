import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { MapFigures } from '../../../../src/maps/figures/map-figures.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

/** Of a Map: 40 bytes and 28 per entry of room. */
const tableBytes = (capacity: number): number => 40 + 28 * capacity;

async function grow(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'growing.mjs');
  await program.ask('gc');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const first = (await attachment.discover()).filter(({ name }) => name === 'Service.sessions');
  const { held, current, old } = first[0]?.figures.bytes ?? {};
  t.deepEqual([held, current, old], [32 + tableBytes(131_072), tableBytes(131_072), 0]);

  await program.ask('grow');
  // The collector may have moved the object and taken its old table, too: then a full look finds it.
  const [grown = (await attachment.discover()).find(({ id }) => id === first[0]?.id)] =
    await attachment.refresh(first);
  t.is(grown?.figures.bytes.current, tableBytes(1_048_576));
  // Three growths in one go: the collector takes old tables when it likes, but no others.
  const possible = [131_072, 262_144, 524_288].map(tableBytes);
  const sums = possible.flatMap((_, count) =>
    [0, ...possible].flatMap((__, from) => [
      possible.slice(from, from + count + 1).reduce((sum, bytes) => sum + bytes, 0),
    ]),
  );
  t.true(sums.includes(grown?.figures.bytes.old ?? -1), `${grown?.figures.bytes.old}`);

  const [before] = await attachment.heaps();
  await program.ask('gc');
  const [after] = await attachment.heaps();
  t.true((after?.collections ?? 0) > (before?.collections ?? Number.POSITIVE_INFINITY));
  const [swept] = await attachment.refresh(first);
  t.deepEqual([swept?.figures.bytes.current, swept?.figures.bytes.old], [tableBytes(1_048_576), 0]);
  const large = after?.spaces.find(({ name }) => name === 'large_object_space');
  t.true((large?.bytes ?? 0) > tableBytes(1_048_576));
}

/** Its tables lead from one to the next, and the last one to that of the empty Map. */
async function clear(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'growing.mjs');
  await program.ask('clear');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const cleared = async (): Promise<MapFigures | undefined> =>
    (await attachment.discover()).find(({ name }) => name === 'globalThis.cleared')?.figures;
  const { entries, capacityEntries, bytes } = (await cleared()) ?? {};
  t.deepEqual([entries, capacityEntries, bytes?.current], [0, 4, tableBytes(4)]);
  // 4 to 8,192 entries; the collector may have taken the first ones as the Map grew.
  const left = Array.from({ length: 12 }, (_, growths) => tableBytes(2 ** (13 - growths)));
  const sums = left.map((_, count) =>
    left.slice(0, count + 1).reduce((sum, each) => sum + each, 0),
  );
  t.is(sums.at(-1), 459_120);
  t.true([0, ...sums].includes(bytes?.old ?? -1), `${bytes?.old}`);
  t.is(bytes?.held, 32 + tableBytes(4) + (bytes?.old ?? 0));
  await program.ask('gc');
  t.is((await cleared())?.bytes.old, 0);
}

for (const node of nodesHere) {
  test.serial(
    `a Map of ${nameOfNode(node)} that was cleared has no entries and room for 4, and what it left until that is collected`,
    clear,
    node,
  );
  test.serial(
    `a Map of ${nameOfNode(node)} that grew has the old table beside the new one until that is collected`,
    grow,
    node,
  );
}
