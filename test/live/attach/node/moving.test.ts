import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { UnitedScans } from '../../../../src/live/attach/node/united-scans.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { runCli } from '../../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../../cli/fake-io.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

/** What the program holds. */
const maps = 2000;
const fresh = 2;

/** Those of the program: V8 has a few of its own, of which one may have as many entries. */
function shown(found: readonly LiveMap[]): number {
  return found.filter((each) => each.isReferenced !== false && each.figures.entries === 5).length;
}

async function lookFirst(t: ExecutionContext, node: string): Promise<void> {
  for (let child = 0; child < fresh; child++) {
    const program = await NodeProgram.start(t, node, 'moving.mjs');
    await program.ask('start');
    const attachment = await openNodeProcess(identifyProcess(program.pid));
    t.teardown(attachment.close);
    const first = await attachment.discover();
    t.true(
      shown(first) >= maps || attachment.missing() !== null,
      `${shown(first)} of ${maps} are shown, and nothing is said`,
    );
    await program.ask('stop');
    const atRest = await attachment.discover();
    t.true(shown(atRest) >= maps);
    t.is(attachment.missing(), null);
    t.is(atRest.filter(({ name }) => name === 'Kept.entries').length, maps);
    await attachment.close();
    program.child.kill('SIGKILL');
  }
}

for (const node of nodesHere) {
  test.serial(
    `a first look at a ${nameOfNode(node)} whose collector moves all Maps again and again shows each of them, or says that some may be missing`,
    lookFirst,
    node,
  );
}

test('a look at Maps that are moved without a rest says so, and ends with 3', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'moving.mjs');
  await program.ask('storm');
  const io = fakeIo(['attach', String(program.pid), '--once', '--json', '--every', '100ms']);
  t.is(await runCli(io), 3, io.errors);
  const { notes } = JSON.parse(io.output);
  t.is(notes.length, 1);
  t.regex(notes[0], /^incomplete: (the collector moved collections|its young objects) /);
});

const place = (pointer: number, isYoung: boolean): Parameters<UnitedScans['add']>[0] => ({
  collections: [
    {
      pointer,
      kind: 'Map',
      hiddenClass: {
        pointer: 1,
        instanceType: 1,
        instanceBytes: 32,
        propertiesAt: 0,
        isDictionary: false,
        ownDescriptors: 0,
        constructorOrBack: 0,
        prototype: 0,
        descriptors: 0,
      },
      tablePointer: 1,
      table: { entries: 0, deleted: 0, capacity: 4, bytes: 64 },
      heap: 0,
      isYoung,
    },
  ],
  leftTables: new Map(),
  classPointers: [],
  referrers: new Map(),
  unread: [],
});

function seenNow<Each>(each: Each): Each {
  return each;
}

function page(number: number): number {
  return number * 2 ** 18;
}

test('nothing points to a collection once two scans found nothing that does', (t) => {
  const united = new UnitedScans([]);
  united.add(place(9, false), []);
  t.false(united.isAlone(9));
  united.add(place(9, false), [9]);
  t.false(united.isAlone(9));
  united.add(place(9, false), [9]);
  t.true(united.isAlone(9));
  united.add({ ...place(9, false), referrers: new Map([[9, []]]) }, [9]);
  t.false(united.isAlone(9));
});

test('collections of the old generation that are gone were moved where they are many, young ones were not', (t) => {
  const united = new UnitedScans([]);
  const pages = [{ base: page(1), isYoung: false }];
  const hold = (from: number, count: number, number: number, isYoung: boolean): void => {
    for (let index = from; index < from + count; index++)
      united.add(place(page(number) + 32 * index + 1, isYoung), []);
  };
  hold(0, 100, 1, false);
  hold(0, 100, 2, true);
  t.is(united.keep(pages, [], seenNow), 0);
  t.is(united.collections.length, 100);
  hold(0, 15, 3, false);
  t.is(united.keep(pages, [], seenNow), 0);
  hold(0, 16, 3, false);
  t.is(united.keep(pages, [], seenNow), 16);
  // Of those that are left, 20 are no more in their places.
  t.is(
    united.keep(pages, [], (each) => (each.pointer % page(1) <= 32 * 20 ? null : each)),
    20,
  );
  t.is(united.collections.length, 80);
  // No Node.js has so few.
  t.is(united.keep([], [], seenNow), 80);
  t.is(united.keep([], [], seenNow), 1);
});
