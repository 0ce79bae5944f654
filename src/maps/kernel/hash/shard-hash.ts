// The hash that chooses the map of a key where there are several: of the keys too, but with words of
// its own, so that a shard's map does not see keys whose hashes begin alike.
import { hashBytes, HashKeys } from './go-hash';
import { mix64 } from './random';

/** Inlined where every operation of a writer passes. */
export class ShardHash {
  /** Equal shares of the hashes for every shard, without a division. */
  @inline
  static shard(hash: u64, shards: u32): u32 {
    return <u32>(((hash >> 32) * <u64>shards) >> 32);
  }

  /** Of a key of 4 or 8 bytes, by its value. */
  @inline
  static ofWord(keys: usize, key: u64): u64 {
    return mix64(key ^ changetype<HashKeys>(keys).h0);
  }

  /** Of any other key, by its bytes; of a string by those of its data. */
  @inline
  static ofBytes(keys: usize, address: usize, bytes: usize): u64 {
    const words = changetype<HashKeys>(keys);
    return hashBytes(address, bytes, words.h0, words);
  }
}

/** Sets the words of a block of 32 bytes. */
export function shardHashSet(address: usize, seed: u64): void {
  const keys = changetype<HashKeys>(address);
  keys.h0 = mix64(seed ^ 0x736861726473);
  keys.h1 = mix64(keys.h0);
  keys.h2 = mix64(keys.h1);
  keys.h3 = mix64(keys.h2);
}

/** The shard of a key of 4 or 8 bytes. */
export function shardOfWord(keys: usize, key: u64, shards: u32): u32 {
  return ShardHash.shard(ShardHash.ofWord(keys, key), shards);
}

/** The shard of any other key. */
export function shardOfBytes(keys: usize, address: usize, bytes: usize, shards: u32): u32 {
  return ShardHash.shard(ShardHash.ofBytes(keys, address, bytes), shards);
}
