import type { Kernel } from '../../../maps/reference/kernel/kernel.ts';
import {
  mapTypeRequest,
  withPlainValues,
} from '../../../maps/reference/kernel/map-type-request.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { readGrowthEvents } from '../../../maps/reference/kernel/read-growth-events.ts';
import { mapRecordBytes, readMapStats } from '../../../maps/reference/kernel/read-map-stats.ts';
import { newMap, newMapType } from '../../../maps/reference/kernel/new-map.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { FillWay } from './fill-real-maps.ts';
import type { FillFigures } from '../figure-sums.ts';
import { performUse } from './sync-map-uses.ts';
import type { TypePair } from './type-pairs.ts';

/** Which map to fill, and how. */
export interface FillRequest {
  /** Minor version of Go; also those that are no map model of their own. */
  readonly minor: number;
  readonly pair: TypePair;
  readonly way: FillWay;
  readonly entries: number;
  readonly hint: number;
}

/** What one reference map took. */
export interface ReferenceFill extends FillFigures {
  /** Numbers of the inserts that grew the map, while they do not depend on the hash. */
  readonly growths: readonly number[];
}

/** Room for the largest key that a pair has, and then for the figures. */
const scratchBytes: number = Math.max(256, mapRecordBytes);
/** Growths of one map that are looked at. */
const events = 64;

/**
 * Fills one reference map with a seed, and frees it.
 *
 * @throws SandboxError `environment` when there is no memory
 */
export function fillReference(kernel: Kernel, request: FillRequest, seed: number): ReferenceFill {
  const { exports } = kernel;
  const { way, entries, hint, minor } = request;
  const isMap = way === 'map';
  const type = newType(kernel, request);
  const scratch = exports.arenaReserve(scratchBytes);
  const handle = newMap(kernel, {
    type: type.address,
    minor,
    ...(isMap ? {} : { design: 'sync.Map' as const }),
    hint,
    seed: BigInt(seed),
    events,
  });
  const isFilled =
    handle !== 0 &&
    (isMap
      ? exports.mapFill(handle, entries, scratch) === entries
      : performUse(kernel, { handle, scratch, ...type }, way, entries));
  if (!isFilled)
    throw new SandboxError('environment', `expected memory for ${entries} entries, got none`);
  const growths = certainGrowths(kernel, handle);
  const stats = readMapStats(kernel, handle, scratch);
  exports.arenaUnreserve(scratch, scratchBytes);
  exports.mapFree(handle);
  exports.mapTypeFree(type.address);
  return {
    allocatedBytes: stats.totalBytesAllocated,
    allocations: stats.totalAllocations,
    heldBytes: stats.bytesHeld,
    growths,
  };
}

function newType(
  kernel: Kernel,
  { pair, way }: FillRequest,
): { readonly address: number; readonly keyKind: number; readonly keySize: number } {
  const key = parseGoKeyType(pair.key.type);
  const value = parseGoType(pair.value, 'value');
  const request = mapTypeRequest(key, value);
  // The values of a `sync.Map` stay empty.
  const kept = way === 'map' ? request : withPlainValues(request);
  return {
    address: newMapType(kernel, kept),
    keyKind: request.keyKind,
    keySize: request.keySize,
  };
}

function certainGrowths(kernel: Kernel, handle: number): readonly number[] {
  const growths = readGrowthEvents(kernel, handle);
  const firstSplit = growths.findIndex(({ kind }) => kind === 'split');
  const certain = firstSplit === -1 ? growths : growths.slice(0, firstSplit + 1);
  return [...new Set(certain.map(({ operation }) => operation))];
}
