import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { toWord64, type GoValue } from './go-codec.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import { createKernel } from './kernel/kernel.ts';
import { keyScratch } from './map-keys.ts';

/** Four words of a hash. */
const hashBytes = 32;
const stringLengthOffset = 8;
/** For the words and one key at a time. */
const arenaBytes = 2 ** 20;

/**
 * Chooses the shard of a key as the guard `sharded:N` of a scenario does: by a hash of its own, in a
 * small kernel of its own.
 */
export function shardChoice(
  type: GoType,
  shards: number,
  seed: number | bigint,
): (key: GoValue) => number {
  const kernel = createKernel({ chargedBytes: arenaBytes });
  const { exports } = kernel;
  const hash = exports.arenaReserve(hashBytes);
  if (hash === 0)
    throw new SandboxError('environment', `expected ${hashBytes} bytes for a hash, got none`);
  exports.shardHashSet(hash, BigInt.asUintN(64, BigInt(seed)));
  if (type.keyKind === 'int64')
    return (key) => exports.shardOfWord(hash, toWord64(type.name, key), shards);
  const scratch = keyScratch(kernel, type);
  const view = new DataView(kernel.memory.buffer);
  const word = (address: number): number => Number(view.getBigUint64(address, true));
  return (key) => {
    const at = scratch.place(key);
    if (type.keyKind === 'int32')
      return exports.shardOfWord(hash, BigInt(view.getUint32(at, true)), shards);
    if (type.keyKind !== 'string') return exports.shardOfBytes(hash, at, type.sizeBytes, shards);
    return exports.shardOfBytes(hash, word(at), word(at + stringLengthOffset), shards);
  };
}
