import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { readRegions } from '../../../../src/live/attach/proc/memory-regions.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import { ProcessMemory } from '../../../../src/live/attach/proc/process-memory.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

interface Read {
  readonly address: number;
  readonly bytes: number;
}

/** A table of more bytes has pages of its own. */
const largest = 2 ** 17;
const objectBytes = 32;
const headerBytes = 40;

const pageBytes = 2 ** 18;
const pageOf = ({ address }: Read): number => Math.floor(address / pageBytes);
/** Where a page may begin, two words are read. */
const isFirstOfPage = ({ address, bytes }: Read): boolean =>
  address % pageBytes === 0 && bytes === 16;

/** Where a table is: by the fourth word of a collection, by the second of an object with names. */
function tableOf(memory: ProcessMemory, { address, kind }: LiveMap): number {
  return (memory.readWord(Number(address) + slotOf(kind)) ?? 0) - 1;
}

function slotOf(kind: LiveMap['kind']): number {
  return kind === 'object' ? 8 : 24;
}

/** Addresses of a text in writable memory; the text is turned, so that it does not find itself. */
function placesOf(pid: number, turned: readonly number[]): readonly number[] {
  const memory = new ProcessMemory(pid);
  const places: number[] = [];
  const start = Buffer.from(turned.slice(0, 4).map((byte) => byte ^ 1));
  for (const region of readRegions(pid).filter(({ isWritable }) => isWritable)) {
    const bytes = memory.read(region.start, region.end - region.start);
    if (bytes === null) continue;
    for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + 1))
      if (turned.every((byte, index) => bytes[at + index] === (byte ^ 1)))
        places.push(region.start + at);
    bytes.fill(0);
  }
  start.fill(0);
  memory.close();
  return places;
}

async function spy(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'secrets.mjs');
  const turned = await program.ask<readonly number[]>('secret');
  const reads: Read[] = [];
  const attachment = await openNodeProcess(identifyProcess(program.pid), {
    onRead: (address, bytes) => reads.push({ address, bytes }),
  });
  t.teardown(attachment.close);
  const maps = await attachment.discover();
  const all = reads.splice(0);
  const own = new ProcessMemory(program.pid);
  t.teardown(() => own.close());

  // No read touches what lies behind the header of a table that has pages of its own.
  const large = maps.filter(({ figures }) => figures.bytes.current > largest);
  t.deepEqual(large.map(({ kind }) => kind).toSorted(), ['Map', 'Set', 'object']);
  for (const map of large) {
    const { address, figures, kind } = map;
    const table = tableOf(own, map);
    const [from, to] = [table + headerBytes, table + figures.bytes.current];
    const inside = all.filter((read) => read.address < to && read.address + read.bytes > from);
    t.deepEqual(inside, [], `entries of the ${kind} at ${address}`);
  }

  // Of all copies of the secret, only those in pages of small objects were ever passed over.
  const places = placesOf(program.pid, turned);
  t.true(places.length > 50_000, `${places.length} copies`);
  const pages = new Set(all.filter(({ bytes }) => bytes > largest).map(pageOf));
  const others = all.filter((read) => !pages.has(pageOf(read)) && !isFirstOfPage(read));
  const readPlaces = others.filter(({ address, bytes }) =>
    places.some((place) => place < address + bytes && place + turned.length > address),
  );
  t.deepEqual(readPlaces, []);

  // A later look reads the object and the header of its table, nothing else.
  reads.length = 0;
  const again = await attachment.refresh(large);
  t.is(again.length, large.length);
  const allowed = new Set(
    large.flatMap((map) => [
      map.kind === 'object'
        ? `${Number(map.address) + slotOf(map.kind)} 8`
        : `${Number(map.address)} ${objectBytes}`,
      `${tableOf(own, map)} ${headerBytes}`,
    ]),
  );
  t.deepEqual(
    reads.filter(({ address, bytes }) => !allowed.has(`${address} ${bytes}`)),
    [],
  );

  // And nothing of it is kept.
  t.deepEqual(placesOf(process.pid, turned), []);
  t.false(JSON.stringify(maps).includes(Buffer.from(turned.map((byte) => byte ^ 1)).toString()));
}

for (const node of nodesHere) {
  test.serial(
    `of the keys and values of ${nameOfNode(node)} none that has pages of its own is read, and none is kept`,
    spy,
    node,
  );
}
