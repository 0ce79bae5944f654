import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

/** Names by the number of entries, which tells the maps of the program apart. */
const expected = {
  1101: 'SessionStore.sessions',
  1103: 'Cache.#entries',
  1105: 'Registry.all',
  1107: 'WithStatics.byId',
  1109: 'Wide.late',
  1111: 'owners.mjs: moduleVariable',
  1113: 'owners.mjs: hidden',
  1115: 'owners.mjs: shards[0]',
  1117: 'owners.mjs: shards[1]',
  1119: 'owners.mjs: caches.users',
  1121: 'owners.mjs: caches.inner.deep',
  1123: 'globalThis.globalMap',
  1125: 'owners.mjs: lru',
  // A key of a collection, or of an object that is used as one, is never read.
  1127: 'owners.mjs: tenants.get(…)',
  1129: 'exported',
  1131: 'owners.mjs: byUser[…]',
  1133: 'other-script.js: ofScript',
  // Held by a promise, which has no name.
  1135: null,
};

async function names(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'owners.mjs');
  await program.ask('ready?');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const maps = await attachment.discover();
  const seen = maps.filter(({ figures: { entries } }) => entries > 1100 && entries < 1140);
  t.deepEqual(
    Object.fromEntries(seen.map(({ figures, name }) => [figures.entries, name])),
    expected,
  );
  const lru = seen.find(({ figures }) => figures.entries === 1125);
  t.deepEqual([lru?.kind, lru?.type, lru?.namedBy], ['Map', 'Lru', 'owner']);
  t.true(seen.every(({ isReferenced }) => isReferenced === true));
}

async function nameAgain(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'held-twice.mjs');
  await program.ask('make');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  const seen: (string | null | undefined)[] = [];
  for (let look = 1; look <= 4; look++) {
    const maps = await attachment.discover();
    seen.push(maps.find(({ figures: { entries } }) => entries === 1201)?.name);
    await program.ask('make');
  }
  t.deepEqual(
    seen,
    Array.from({ length: 4 }, () => 'held-twice.mjs: early.map'),
  );
}

for (const node of nodesHere) {
  test.serial(
    `of two names of a Map in ${nameOfNode(node)} that say as much it has the same at every look`,
    nameAgain,
    node,
  );
  test.serial(
    `what holds a Map has the name that the program of ${nameOfNode(node)} gives it`,
    names,
    node,
  );
}
