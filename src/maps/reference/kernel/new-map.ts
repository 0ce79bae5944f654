import { familyOfGo } from '../../model/model-facts.ts';
import type { Kernel } from './kernel.ts';
import { Model } from './kernel-enums.ts';
import type { MapTypeRequest } from './map-type-request.ts';
import { placeKeyParts } from './place-key-parts.ts';

/** Which design of Go's maps. */
export type GoDesign = 'classic' | 'swiss' | 'sync.Map';

/** A map of Go to be made. */
export interface NewMap {
  /** Its type descriptor. */
  readonly type: number;
  /** Minor version of Go. */
  readonly minor: number;
  /** @default the map of that version */
  readonly design?: GoDesign;
  /** @default 0 */
  readonly hint?: number | bigint;
  readonly seed: bigint;
  /** Growth events kept. @default 0 */
  readonly events?: number;
  /** @default 0 */
  readonly shard?: number;
}

/** Address of a type descriptor, to be shared by any number of maps; 0 when refused. */
export function newMapType(kernel: Kernel, request: MapTypeRequest): number {
  const { exports } = kernel;
  const { keyKind, keySize, keyAlign, elemSize, elemAlign, flags, parts } = request;
  const type = exports.mapTypeNew(keyKind, keySize, keyAlign, elemSize, elemAlign, flags);
  if (type !== 0 && parts !== undefined)
    exports.mapTypeSetParts(type, placeKeyParts(kernel, parts), parts.length);
  return type;
}

/** Address of a new map; 0 when refused. */
export function newMap({ exports }: Kernel, map: NewMap): number {
  const { type, minor, design = familyOfGo(minor), hint = 0, seed, events = 0, shard = 0 } = map;
  return exports.mapNew(type, modelOf(design, minor), minor, BigInt(hint), seed, events, shard);
}

/** A `sync.Map` is made of classic maps where Go has these, and a trie where it has Swiss ones. */
function modelOf(design: GoDesign, minor: number): number {
  if (design === 'classic') return Model.Classic;
  if (design === 'swiss') return Model.Swiss;
  return familyOfGo(minor) === 'classic' ? Model.SyncOld : Model.SyncTrie;
}
