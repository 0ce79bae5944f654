import test, { type ExecutionContext } from 'ava';
import type { NodeAttachment } from '../../../../src/live/attach/node/node-attachment.ts';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { tablesInSnapshot } from '../../../support/heap-snapshot.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** What the program did to a collection. */
interface Logged {
  readonly kind: 'Map' | 'Set';
  readonly type: string;
  readonly entries: number;
  readonly deleted: number;
  readonly capacity: number;
}

interface Log {
  readonly log: readonly Logged[];
  readonly dropped: readonly number[];
}

/** More entries than any collection of Node.js itself has. */
const large = 600;

const lineOf = ({ type, entries, deleted, capacity }: Logged): string =>
  `${type}: ${entries} entries, ${deleted} deleted, room for ${capacity}`;

/** Those of the program: Node.js has Maps and Sets, too, all of them small. */
function seenIn(maps: readonly LiveMap[]): readonly string[] {
  return maps
    .filter(
      ({ kind, type, figures }) =>
        type?.startsWith('Test') === true ||
        ((kind === 'Map' || kind === 'Set') && type === kind && figures.entries > large),
    )
    .map(({ kind, type, figures: { entries, deleted, buckets } }) =>
      lineOf({
        kind: kind === 'Map' ? 'Map' : 'Set',
        type: type ?? '',
        entries,
        deleted: deleted ?? -1,
        capacity: 2 * buckets,
      }),
    )
    .toSorted();
}

function bytesOf(maps: readonly LiveMap[]): readonly string[] {
  return maps
    .filter(
      ({ kind, figures }) => (kind === 'Map' || kind === 'Set') && figures.buckets >= large / 2,
    )
    .map(({ type, figures }) => `${type} ${figures.bytes.current}`)
    .toSorted();
}

/** Without what the program has dropped but not yet collected. */
async function liveIn({ discover }: NodeAttachment): Promise<readonly LiveMap[]> {
  return (await discover()).filter(({ isReferenced }) => isReferenced !== false);
}

async function look(t: ExecutionContext, node: string, seed: number): Promise<void> {
  const program = await NodeProgram.start(t, node, 'collections.mjs', String(seed));
  const { log, dropped } = await program.ask<Log>('log');
  t.is(log.length, 200);
  const expected = log.map(lineOf).toSorted();
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  let maps: readonly LiveMap[] = [];
  for (let turn = 1; turn <= 5; turn++) {
    maps = await liveIn(attachment);
    t.deepEqual(seenIn(maps), expected, `look ${turn}`);
    const dead = maps.filter(({ figures }) => dropped.includes(figures.entries));
    t.deepEqual(dead, [], `look ${turn}`);
    await program.ask('churn');
    if (turn % 2 === 0) await program.ask('gc');
  }
  const folder = temporaryFolder('snapshot');
  const paths = await program.ask<readonly string[]>(`snapshot ${folder}`);
  const bySnapshot = paths.flatMap((path) =>
    tablesInSnapshot(path, (name) => ['Map', 'Set', 'TestMap', 'TestSet'].includes(name)),
  );
  t.deepEqual(
    bytesOf(await liveIn(attachment)),
    bySnapshot
      .filter(({ className, bytes }) => bytes >= 40 + (className.endsWith('Map') ? 28 : 20) * large)
      .map(({ className, bytes }) => `${className} ${bytes}`)
      .toSorted(),
  );
}

for (const node of nodesHere) {
  test.serial(
    `200 random Maps and Sets of ${nameOfNode(node)} are read as the program logged them, five times in a row, and as its own heap snapshot has them`,
    look,
    node,
    1 + nodesHere.indexOf(node),
  );
}
