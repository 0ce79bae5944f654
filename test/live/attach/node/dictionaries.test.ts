import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { foreseeGrowth } from '../../../../src/live/attach/follow/followed-map.ts';
import type { NodeAttachment } from '../../../../src/live/attach/node/node-attachment.ts';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { tablesInSnapshot } from '../../../support/heap-snapshot.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** The program's own, by the names of its variables: Node.js has some for itself. */
async function storesIn({ discover }: NodeAttachment): Promise<ReadonlyMap<string, LiveMap>> {
  const objects = (await discover()).filter(({ kind }) => kind === 'object');
  return new Map(
    objects.flatMap((each): [string, LiveMap][] => {
      const [, store] = /^dictionaries\.mjs: store\.(\w+)$/.exec(each.name ?? '') ?? [];
      return store === undefined ? [] : [[store, each]];
    }),
  );
}

async function look(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'dictionaries.mjs');
  t.deepEqual(await program.ask('log'), {
    names: 900,
    bare: 500,
    filling: 200,
    sparse: 300,
    small: 0,
  });
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  for (let turn = 1; turn <= 3; turn++) {
    const seen = await storesIn(attachment);
    // One of 40 entries, all deleted, is no map of anything.
    t.deepEqual(
      [...seen]
        .map(([name, { type, figures }]) =>
          [name, type, figures.entries, figures.deleted].join(' '),
        )
        .toSorted(),
      ['bare Object 500 0', 'filling Filling 200 1', 'names Names 900 100', 'sparse Sparse 300 0'],
      `look ${turn}`,
    );
    await program.ask('gc');
  }
  const path = join(temporaryFolder('dictionaries'), 'one.heapsnapshot');
  await program.ask(`snapshot ${path}`);
  const bySnapshot = tablesInSnapshot(
    path,
    (name) => ['Names', 'Filling', 'Sparse'].includes(name),
    ['properties', 'elements'],
  );
  const seen = [...(await storesIn(attachment)).values()].filter(({ type }) => type !== 'Object');
  t.deepEqual(
    seen.map(({ type, figures }) => `${type} ${figures.bytes.current}`).toSorted(),
    bySnapshot
      // Each has an empty table of the other kind.
      .filter(({ bytes }) => bytes > 1024)
      .map(({ className, bytes }) => `${className} ${bytes}`)
      .toSorted(),
  );
}

async function lookAtWeakOnes(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'dictionaries.mjs');
  await program.ask('gc');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const weak = (await attachment.discover()).filter(
    ({ name }) => name?.startsWith('dictionaries.mjs: weak.') === true,
  );
  t.deepEqual(
    weak
      .map(({ name, kind, figures }) => [name, kind, figures.entries, figures.buckets].join(' '))
      .toSorted(),
    ['dictionaries.mjs: weak.map WeakMap 300 512', 'dictionaries.mjs: weak.set WeakSet 250 512'],
  );
}

async function grow(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'dictionaries.mjs');
  await program.ask('gc');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const first = (await storesIn(attachment)).get('filling');
  if (first === undefined) throw new Error('the object is not seen');
  const { entries, buckets, bytes } = first.figures;
  const next = foreseeGrowth(first, null, null);
  t.is(next?.atEntries, 342);
  t.is(next?.peakBytes, bytes.held + bytes.held + 24 * 512);
  t.is(await program.ask(`fill ${341 - entries}`), 341);
  const [full] = await attachment.refresh([first]);
  t.is(full?.figures.entries, 341);
  t.is(full?.figures.buckets, buckets);
  await program.ask('fill 1');
  const [grown] = await attachment.refresh([first]);
  t.is(grown?.id, first.id);
  t.is(grown?.figures.entries, 342);
  t.is(grown?.figures.buckets, 2 * buckets);
  t.is(grown?.figures.bytes.held, bytes.held + 24 * 512);
  // The collector moves it, and a full look finds it again.
  await program.ask('gc');
  t.is((await storesIn(attachment)).get('filling')?.id, first.id);
}

async function lookAgain(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'dictionaries-again.mjs');
  await program.ask('leave');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const count = async (name: string): Promise<number> =>
    (await attachment.discover()).filter(({ type }) => type === name).length;
  t.is(await count('Early'), 300);
  await program.ask('come');
  t.is(await count('Late'), 300);
  t.is(await count('Early'), 300);
}

async function lookWhileTheyGrow(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'dictionaries-growing.mjs');
  await program.ask('ready');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const seen = async (): Promise<number> =>
    (await attachment.discover()).filter(({ type }) => type === 'Growing').length;
  t.is(await seen(), 40);
  await program.ask('start');
  const looks: number[] = [];
  for (let turn = 1; turn <= 20; turn++) looks.push(await seen());
  // One that grows once more before its page is read is in the next look again.
  const short = looks.filter((count) => count < 40);
  t.true(short.length <= 1, String(looks));
  if ((looks.at(-1) ?? 0) < 40) looks.push(await seen());
  t.is(looks.at(-1), 40, String(looks));
}

for (const node of nodesHere) {
  test.serial(
    `objects of ${nameOfNode(node)} that are used as dictionaries are seen as it logged them, and as its own heap snapshot has them`,
    look,
    node,
  );
  test.serial(
    `a WeakMap and a WeakSet of ${nameOfNode(node)} are seen with their keys`,
    lookAtWeakOnes,
    node,
  );
  test.serial(
    `objects of ${nameOfNode(node)} are seen whose tables came to the places of tables that others left`,
    lookAgain,
    node,
  );
  test.serial(
    `objects of ${nameOfNode(node)} whose tables grow while they are looked for are all seen, but for one look of twenty`,
    lookWhileTheyGrow,
    node,
  );
  test.serial(
    `an object of ${nameOfNode(node)} that is used as a dictionary grows at the key that was foreseen`,
    grow,
    node,
  );
}
