import { createHash } from 'node:crypto';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { ClassicMemory } from '../reference/kernel/classic-memory.ts';
import { createKernel } from '../reference/kernel/kernel.ts';
import { mapRecordBytes, readMapStats } from '../reference/kernel/read-map-stats.ts';
import type { Replay } from './open-replay.ts';
import type { Recording } from './recording.ts';

const ARENA_BYTES = 512 * 1024 * 1024;
const FIRST_VERSION = 17;
/** Classic maps of later versions (GOEXPERIMENT=noswissmap) are those of 1.23. */
const LAST_VERSION = 23;
/** From this B on, Go counts overflow buckets by chance. */
const FIRST_ESTIMATED_B = 16;

const fieldNames = [
  'op',
  'c',
  'B',
  'f',
  'nov',
  'nev',
  'g',
  'h0',
  'free',
  'ol',
  'oc',
  'ool',
  'ta',
  'm',
] as const;

/** A `map[int64]int64` of the recording's version in a kernel of its own. */
export function openClassicReplay(recording: Recording): Replay {
  if (recording.version < FIRST_VERSION)
    throw new SandboxError(
      'input',
      `expected a recording of go1.${FIRST_VERSION} or later, got go1.${recording.version}`,
    );
  const kernel = createKernel({ chargedBytes: ARENA_BYTES });
  const { exports } = kernel;
  const type = exports.mapTypeNew(0, 8, 8, 0);
  const version = Math.min(recording.version, LAST_VERSION);
  const map = exports.mapNew(type, version, recording.hint, 0n, 0, 0);
  if (map === 0) throw tooLarge();
  exports.mapSetHashKeys(map, ...recording.hashKeys, 0n, 0n);
  const memory = new ClassicMemory(kernel, map);
  const view = new DataView(kernel.memory.buffer);
  const out = exports.arenaReserve(mapRecordBytes);
  let reseeds = -1;
  return {
    fieldNames,
    perform({ kind, key, value }) {
      if (kind === 'c') exports.mapClear(map);
      else if (kind === 'd') exports.mapDelete64(map, key);
      else {
        const elem = exports.mapAssign64(map, key);
        if (elem === 0) throw tooLarge();
        view.setBigUint64(elem, BigInt.asUintN(64, value), true);
      }
    },
    adopt(record) {
      const taken = new Set<string>();
      if (exports.mapReseeds(map) !== reseeds) {
        reseeds = exports.mapReseeds(map);
        exports.mapSetSeed(map, BigInt(Number(record['h0'])));
        taken.add('h0');
      }
      if (memory.state().B >= FIRST_ESTIMATED_B) {
        memory.setOverflowEstimate(Number(record['nov']));
        taken.add('nov');
      }
      return taken;
    },
    state() {
      const stats = readMapStats(kernel, map, out);
      return { ...memory.state(), ta: stats.totalBytesAllocated, m: stats.totalAllocations };
    },
    digest() {
      const hash = createHash('sha256');
      memory.digestInto(hash);
      return hash.digest('hex').slice(0, 16);
    },
    close() {
      exports.mapFree(map);
    },
  };
}

function tooLarge(): SandboxError {
  return new SandboxError(
    'input',
    `expected a map that fits ${ARENA_BYTES} bytes, got a larger one`,
  );
}
