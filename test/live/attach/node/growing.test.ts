import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

const looks = 1000;

/** As many entries of the capacity as V8 has: a power of two. */
function isCapacity(buckets: number): boolean {
  return Number.isInteger(Math.log2(2 * buckets));
}

async function watch(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'growing.mjs');
  await program.ask('sizes');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const found = await attachment.discover();
  let known: readonly LiveMap[] = ['Service.sessions', 'Service.recent'].flatMap((name) =>
    found.filter((each) => each.name === name),
  );
  t.deepEqual(
    known.map((map) => [map.kind, map.figures.entries]),
    [
      ['Map', 100_000],
      ['Set', 20_000],
    ],
  );
  const ids = known.map(({ id }) => id);
  await program.ask('start');
  const capacities = new Set<number>();
  const outside: string[] = [];
  // On a busy machine the program may need more looks until it grows.
  for (let look = 0; look < looks || capacities.size === 1; look++) {
    const [before = 0] = await program.ask<readonly number[]>('sizes');
    known = await attachment.refresh(known);
    const [after = 0] = await program.ask<readonly number[]>('sizes');
    const [sessions, recent] = known;
    if (sessions === undefined || recent === undefined) {
      t.fail(`look ${look}: ${known.length} of 2 maps were seen`);
      return;
    }
    const { entries, deleted, buckets } = sessions.figures;
    if (entries < before || entries > after || deleted !== 0 || !isCapacity(buckets)) {
      outside.push(`${before} <= ${entries} <= ${after}, ${deleted} deleted, ${buckets} buckets`);
    }
    // The Set has one entry more between an insert and the delete that follows.
    const others = recent.figures.entries;
    if (others < 20_000 || others > 20_001 || !isCapacity(recent.figures.buckets)) {
      outside.push(`recent: ${others} entries, ${recent.figures.buckets} buckets`);
    }
    capacities.add(2 * buckets);
  }
  t.deepEqual(outside, []);
  t.deepEqual(
    known.map(({ id }) => id),
    ids,
  );
  t.true(capacities.size > 1, `it grew: ${[...capacities].join(', ')}`);
  const again = await attachment.discover();
  t.is(again.find(({ name }) => name === 'Service.sessions')?.id, ids[0]);
}

for (const node of nodesHere) {
  test.serial(
    `none of ${looks} looks at a Map of ${nameOfNode(node)} that gets 100,000 entries a second is outside of the truth`,
    watch,
    node,
  );
}
