import { createHash } from 'node:crypto';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { createKernel } from '../reference/kernel/kernel.ts';
import { mapTypeRequest } from '../model/map-type-request.ts';
import { parseGoKeyType, parseGoType } from '../model/parse-go-type.ts';
import { mapRecordBytes, readMapStats } from '../reference/kernel/read-map-stats.ts';
import { SwissMemory } from '../reference/kernel/swiss-memory.ts';
import type { Replay } from './open-replay.ts';
import type { Recording } from './recording.ts';

const ARENA_BYTES = 512 * 1024 * 1024;
const FIRST_VERSION = 24;
const LAST_VERSION = 27;

const fieldNames = [
  'op',
  'c',
  'seed',
  'dl',
  'gd',
  'tp',
  'cs',
  'nt',
  'cap',
  'gl',
  'ta',
  'm',
] as const;

/** A `map[int64]int64` of the recording's version in a kernel of its own. */
export function openSwissReplay(recording: Recording): Replay {
  const { version } = recording;
  if (version < FIRST_VERSION || version > LAST_VERSION)
    throw new SandboxError(
      'input',
      `expected a recording of go1.${FIRST_VERSION} to go1.${LAST_VERSION}, got go1.${version}`,
    );
  const kernel = createKernel({ chargedBytes: ARENA_BYTES });
  const { exports } = kernel;
  const { keyKind, keySize, elemSize, flags } = mapTypeRequest(
    parseGoKeyType('int64'),
    parseGoType('int64', 'value'),
  );
  const type = exports.mapTypeNew(keyKind, keySize, elemSize, flags);
  const map = exports.mapNew(type, version, recording.hint, 0n, 0, 0);
  if (map === 0) throw tooLarge();
  exports.mapSetHashKeys(map, ...recording.hashKeys, 0n, 0n);
  const memory = new SwissMemory(kernel, map);
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
      if (exports.mapReseeds(map) === reseeds) return new Set();
      reseeds = exports.mapReseeds(map);
      exports.mapSetSeed(map, toSeed(record['seed']));
      return new Set(['seed']);
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

function toSeed(value: unknown): bigint {
  const isSeed = typeof value === 'string' && /^\d{1,20}$/.test(value);
  const seed = isSeed ? BigInt(value) : 2n ** 64n;
  if (seed >= 2n ** 64n)
    throw new SandboxError(
      'input',
      `expected seed to be an integer of 64 bits in decimal, got ${JSON.stringify(value)}`,
    );
  return seed;
}

function tooLarge(): SandboxError {
  return new SandboxError(
    'input',
    `expected a map that fits ${ARENA_BYTES} bytes, got a larger one`,
  );
}
