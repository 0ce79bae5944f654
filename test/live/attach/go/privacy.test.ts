import test, { type ExecutionContext } from 'ava';
import { GoHeap } from '../../../../src/live/attach/go/heap/go-heap.ts';
import type { SpanTable } from '../../../../src/live/attach/go/heap/span-table.ts';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import { goLayoutFor, type GoLayout } from '../../../../src/live/attach/go/program/go-layout.ts';
import { GoTypes } from '../../../../src/live/attach/go/program/go-types.ts';
import { readModules } from '../../../../src/live/attach/go/program/module-data.ts';
import { ElfFile } from '../../../../src/live/attach/proc/elf-file.ts';
import { readGoBuildInfo } from '../../../../src/live/attach/proc/go-build-info.ts';
import { loadBias } from '../../../../src/live/attach/proc/load-bias.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import { ProcessMemory } from '../../../../src/live/attach/proc/process-memory.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { goHere } from '../../../support/go-here.ts';
import { goLiveProgram, startGoLive, wantsAllBuilds } from '../../../support/go-live.ts';

/** What may be read whole. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A table: of each bucket or group the first word may be read, and the last where it leads to the next. */
interface Table extends Stretch {
  readonly partBytes: readonly number[];
  readonly hasLinks: boolean;
}

/** A second reader of the same process, which nobody listens to. */
interface Oracle {
  readonly memory: ProcessMemory;
  readonly layout: GoLayout;
  readonly spans: SpanTable;
  readonly headerBytes: number;
  readonly isSwiss: boolean;
  /** Bytes of a bucket or group, by map type; several types may have one name. */
  readonly partBytes: ReadonlyMap<string, readonly number[]>;
}

const wordBytes = 8;
const recordBytes = 32;
const sliceBytes = 24;
/** Of one map: far more than a chain has. */
const mostBuckets = 20_000;

function openOracle(t: ExecutionContext, pid: number): Oracle {
  const elf = new ElfFile(`/proc/${pid}/exe`);
  const memory = new ProcessMemory(pid);
  t.teardown(() => {
    memory.close();
    elf.close();
  });
  const info = readGoBuildInfo(elf);
  if (info === null) throw new Error('no Go program');
  const layout = goLayoutFor(info, elf.machine);
  const bias = loadBias(pid, elf);
  const modules = readModules(elf, bias, memory, layout);
  const [program] = modules;
  if (program === undefined) throw new Error('no module');
  const spans = new GoHeap(elf, bias, program, memory, layout).readSpans();
  const headerBytes = layout.minor >= 24 ? 48 : (layout.classic?.hmap.structSize ?? 0);
  const partBytes = new Map<string, readonly number[]>();
  for (const { name, inner } of new GoTypes(modules, memory, layout).mapTypes)
    partBytes.set(name, [...(partBytes.get(name) ?? []), inner.sizeBytes]);
  return { memory, layout, spans, headerBytes, isSwiss: layout.minor >= 24, partBytes };
}

/** What may be read of one map besides its header: its structures, by the runtime's own layout. */
function structuresOf(
  oracle: Oracle,
  { address, type, candidateTypes }: Pick<LiveMap, 'address' | 'type' | 'candidateTypes'>,
): Stretch[] {
  const { memory, layout, isSwiss } = oracle;
  const word = (at: number): number => memory.readWord(at) ?? 0;
  const names = type === null ? candidateTypes : [type];
  const partBytes = names.flatMap((name) => oracle.partBytes.get(name) ?? []);
  const table = (from: number): Table => {
    const object = oracle.spans.objectWithData(from);
    const to = object === null ? from : object.address + object.bytes;
    return { from, to, partBytes, hasLinks: !isSwiss };
  };
  const header = Number(address);
  const { classic, swiss } = layout;
  if (isSwiss && swiss !== null) {
    const directory = word(header + swiss.Map.dirPtr);
    const length = word(header + swiss.Map.dirLen);
    if (length === 0) return [table(directory)];
    const found: Stretch[] = [{ from: directory, to: directory + wordBytes * length }];
    for (let index = 0; index < length; index++)
      found.push(table(word(word(directory + wordBytes * index) + swiss.table.groups)));
    return found;
  }
  if (classic === null) throw new Error('neither family');
  const { hmap, mapextra } = classic;
  const arrays = [word(header + hmap.buckets), word(header + hmap.oldbuckets)].filter(Boolean);
  const found: Stretch[] = arrays.map(table);
  for (const bytes of new Set(partBytes))
    for (const { from, to } of found.slice(0, arrays.length))
      for (let bucket = from; bucket + bytes <= to; bucket += bytes)
        for (let next = word(bucket + bytes - 8); next > 0; next = word(next + bytes - 8)) {
          // A link only where there is one: what a wrong size takes for one leads nowhere.
          if (oracle.spans.objectWithData(next) === null || found.length > mostBuckets) break;
          found.push(table(next));
        }
  const extra = word(header + hmap.extra);
  if (extra === 0) return found;
  found.push({ from: extra, to: extra + mapextra.structSize });
  for (const list of [mapextra.overflow, mapextra.oldoverflow]) {
    const slice = word(extra + list);
    if (slice !== 0) found.push({ from: slice, to: slice + sliceBytes });
  }
  return found;
}

function isTable(each: Stretch): each is Table {
  return 'partBytes' in each;
}

/** Whether a table's word at an address may be read. */
function isStructure(table: Table, address: number): boolean {
  const { from, partBytes, hasLinks } = table;
  return partBytes.some((bytes) => {
    const within = (address - from) % bytes;
    return within === 0 || (hasLinks && within === bytes - wordBytes);
  });
}

/** What of a read lies in objects of the heap and is neither a header's page nor a known structure. */
function strayOf(oracle: Oracle, structures: readonly Stretch[], read: Stretch): string[] {
  const { spans } = oracle;
  const stray: string[] = [];
  for (let at = read.from; at < read.to; at += wordBytes) {
    const row = spans.rowAt(at);
    if (row < 0 || !spans.isHeap(row)) continue;
    const bytes = spans.elementBytes[row] ?? 0;
    const start = spans.start[row] ?? 0;
    const slot = Math.floor((at - start) / bytes);
    const hasPointers = spans.hasPointers(row);
    // Objects of a header's size, records of tables, and what the runtime keeps behind the objects.
    if (hasPointers && bytes === oracle.headerBytes) continue;
    if (hasPointers && bytes === recordBytes && oracle.isSwiss) continue;
    if (slot >= (spans.elements[row] ?? 0)) continue;
    // The type that the runtime writes in front of an object.
    const data = spans.objectWithData(start + slot * bytes + wordBytes);
    if (data?.hasHeader === true && at === data.address) continue;
    const isKnown = structures.some(
      (each) => each.from <= at && at < each.to && (!isTable(each) || isStructure(each, at)),
    );
    if (isKnown) continue;
    stray.push(`0x${at.toString(16)}, byte ${(at - start) % bytes} of an object of ${bytes}`);
  }
  return stray;
}

for (const minor of wantsAllBuilds ? [19, 22, 23, 24, 25, 26, 27] : [undefined])
  test.serial(`every address read of Go 1.${minor ?? '*'} is one of a structure`, async (t) => {
    const go = await goHere(t, minor);
    if (go === null) return;
    const program = await startGoLive(t, await goLiveProgram(go, 'zoo'));
    const reads: Stretch[] = [];
    const attachment = openGoProcess(identifyProcess(program.pid), {
      onRead: (from, bytes) => reads.push({ from, to: from + bytes }),
    });
    t.teardown(attachment.close);
    const maps = await attachment.discover();
    await program.ask('grow 5000');
    await program.ask('truth');
    await attachment.refresh(maps);
    // What was read of maps that have grown since is another table by now: they are looked at anew.
    const growing = reads.splice(0).length;
    t.true(growing > 400, `${growing} reads`);
    const again = openGoProcess(identifyProcess(program.pid), {
      onRead: (from, bytes) => reads.push({ from, to: from + bytes }),
    });
    t.teardown(again.close);
    const found = await again.discover();
    await again.refresh(found);
    t.true(found.length >= 320, `${found.length} maps`);
    const oracle = openOracle(t, program.pid);
    // A header that could be a map's, and is none or garbage, leads to what could be its table.
    const unproven = again.scanFacts.unprovenHeaders.map((address) => ({
      address: `0x${address.toString(16)}`,
      type: null,
      candidateTypes: [...oracle.partBytes.keys()],
    }));
    const structures = [...found, ...unproven].flatMap((map) => structuresOf(oracle, map));
    t.deepEqual(
      reads.flatMap((read) => strayOf(oracle, structures, read)),
      [],
    );
    t.true(reads.length > 400, `${reads.length} reads`);
  });
