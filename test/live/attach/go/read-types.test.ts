import test from 'ava';
import { HeapObject } from '../../../../src/live/attach/go/heap/heap-object.ts';
import type { GoAttachment } from '../../../../src/live/attach/go/go-attachment.ts';
import type { GoMap } from '../../../../src/live/attach/go/maps/go-map.ts';
import type { TypeVerdict } from '../../../../src/live/attach/go/maps/inner-types.ts';
import { readTypes } from '../../../../src/live/attach/go/maps/read-types.ts';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import type { RuntimeMapType } from '../../../../src/live/attach/go/program/go-types.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import { goHere } from '../../../support/go-here.ts';
import { goLiveProgram, startGoLive } from '../../../support/go-live.ts';

const unread: TypeVerdict = { type: null, evidence: 'unread', candidates: [], isConfirmed: true };
const read: TypeVerdict = { ...unread, evidence: 'type-header' };

/** A map with a table of so many bytes at an address, its type in front of it. */
function mapAt(address: number, bytes: number, verdict: TypeVerdict = unread): GoMap {
  const span = {
    record: 0,
    bytes,
    hasHeader: true,
    isLarge: false,
    hasPointers: true,
    largeType: 0,
  };
  const object = new HeapObject(span, 0, address + 0x1000);
  return {
    address,
    seed: 1,
    tableAddress: object.address + 8,
    goroutine: null,
    survival: 'survived',
    verdict,
    header: Buffer.from([address & 255]),
    isEstimate: false,
    figures: {
      entries: 1,
      deleted: 0,
      capacityEntries: 8,
      loadFactor: 0.1,
      buckets: 1,
      overflowBuckets: 0,
      bytes: { held: bytes, current: bytes, old: 0, headers: 0, entries: null, peak: null },
      growing: null,
      growthsByKind: null,
      tables: null,
    },
    parts: {
      family: 'classic',
      log2: 4,
      buckets: { address: object.address + 8, object },
      oldBuckets: null,
      isSameSizeGrowth: false,
      isOutOfSpares: false,
    },
  };
}

const maps = [
  mapAt(0x10000, 600),
  mapAt(0x20000, 9000),
  mapAt(0x30000, 700, read),
  mapAt(0x40000, 800),
];

/** What a program of these maps has in memory: one type in front of all tables. */
function toolsOf(type: number, header: (address: number) => Buffer) {
  const words: number[] = [];
  return {
    words,
    memory: {
      readWord: (address: number) => {
        words.push(address);
        return type;
      },
      read: header,
    },
    types: { byHeader: (address: number) => (address === 0x77 ? read : null) },
  };
}

const evidenceOf = (found: readonly GoMap[]): readonly (string | null)[] =>
  found.map(({ verdict }) => verdict.evidence);

test('of more maps than a scan reads types of the largest have theirs, the others after the next', (t) => {
  const tools = toolsOf(0x77, (address) => Buffer.from([address & 255]));
  const first = readTypes(tools, maps, 2);
  t.deepEqual(tools.words.splice(0), [0x21000, 0x41000]);
  t.deepEqual(evidenceOf(first.maps), ['unread', 'type-header', 'type-header', 'type-header']);
  const second = readTypes(tools, first.maps, 2);
  t.deepEqual(tools.words, [0x11000]);
  t.deepEqual(evidenceOf(second.maps), Array(4).fill('type-header'));
  t.deepEqual([...first.refused, ...second.refused], []);
});

test('what has no type of a map in front of its table is none, unless its header has changed since', (t) => {
  const same = toolsOf(0x99, (address) => Buffer.from([address & 255]));
  const refused = readTypes(same, maps, 1);
  t.deepEqual(refused.refused, [maps[1]]);
  t.deepEqual(refused.maps, [maps[0], maps[2], maps[3]]);
  const changed = toolsOf(0x99, () => Buffer.from([1]));
  t.deepEqual(readTypes(changed, maps, 1), { maps, refused: [] });
});

async function typed(source: GoAttachment): Promise<number> {
  return (await source.discover()).filter(({ type }) => type === 'map[string]int').length;
}

test('the first look that reads all types knows them, one that reads some with the looks after it', async (t) => {
  const go = await goHere(t, 27);
  if (go === null) return;
  const words = ['-mode', 'lookup', '-heap', '1', '-maps', '60', '-seconds', '60'];
  const { pid } = await startGoLive(t, await goLiveProgram(go, 'busy'), words);
  const atOnce = openGoProcess(identifyProcess(pid), { typesPerScan: Infinity });
  t.teardown(atOnce.close);
  const byAndBy = openGoProcess(identifyProcess(pid), { typesPerScan: 25 });
  t.teardown(byAndBy.close);
  const all = await typed(atOnce);
  t.true(all >= 60);
  const looks = [await typed(byAndBy), await typed(byAndBy), await typed(byAndBy)];
  t.true((looks[0] ?? all) < (looks[1] ?? 0), String(looks));
  t.is(looks[2], all);
});

const figuresOf = async (source: GoAttachment): Promise<readonly unknown[]> =>
  (await source.discover()).map(({ address, figures: held }) => [address, held]);

test('classic maps whose spare buckets are used up are proved without their types, and have the same bytes once these are read', async (t) => {
  const go = await goHere(t, 22);
  if (go === null) return;
  const words = ['-mode', 'lookup', '-heap', '1', '-maps', '600', '-seconds', '60'];
  const { pid } = await startGoLive(t, await goLiveProgram(go, 'busy'), words);
  const atOnce = openGoProcess(identifyProcess(pid), { typesPerScan: Infinity });
  t.teardown(atOnce.close);
  const byAndBy = openGoProcess(identifyProcess(pid), { typesPerScan: 400 });
  t.teardown(byAndBy.close);
  const all = await figuresOf(atOnce);
  t.is((await figuresOf(byAndBy)).length, all.length);
  t.true(byAndBy.scanFacts.reads < 400 + 100, String(byAndBy.scanFacts.reads));
  t.deepEqual(await figuresOf(byAndBy), all);
});

const typeOf = (sizeBytes: number): RuntimeMapType => {
  const type = {
    address: sizeBytes,
    name: 'map.bucket[string]int',
    sizeBytes,
    alignBytes: 8,
    pointerBytes: sizeBytes,
    hasPointers: true,
    kind: 25,
    isPlainMemory: false,
  };
  const word = { ...type, sizeBytes: 8, kind: 2, hasPointers: false };
  return { ...type, name: 'map[string]int', key: word, value: word, inner: type };
};

test('until its type is read, overflow buckets of a map without spares are counted by the first type that fits', (t) => {
  const [first] = maps;
  if (first?.parts.family !== 'classic') throw new Error('expected a classic map');
  const map = {
    ...first,
    isEstimate: true,
    verdict: { ...unread, candidates: [typeOf(240)] },
    figures: { ...first.figures, overflowBuckets: 5 },
    parts: { ...first.parts, isOutOfSpares: true },
  };
  const tools = {
    ...toolsOf(0x77, () => Buffer.alloc(1)),
    types: { byHeader: () => ({ ...read, candidates: [typeOf(208)] }) },
  };
  const [now] = readTypes(tools, [map], 1).maps;
  // Arrays of 16 buckets take 4096 bytes: 1 spare of 240 bytes fits, or 3 of 208. Overflow buckets are charged 240 and 208.
  const difference = 2 * 208 - 4 * 240;
  t.is((now?.figures.bytes.current ?? 0) - map.figures.bytes.current, difference);
  t.is((now?.figures.bytes.held ?? 0) - map.figures.bytes.held, difference);
  t.false(now?.isEstimate);
});
