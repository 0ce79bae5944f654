import { goCodec, type GoValue } from './go-codec.ts';
import type { GoType } from './go-type.ts';

/** Chooses the shard of a key by a hash of its own, so that no shard gets keys that are alike. */
export function shardChoice(type: GoType, shards: number): (key: GoValue) => number {
  const bytesOf = type.name === 'string' ? stringBytes : fixedBytes(type);
  return (key) => Math.floor((hashOf(bytesOf(key)) / 2 ** 32) * shards);
}

function stringBytes(key: GoValue): Uint8Array {
  return key instanceof Uint8Array ? key : Buffer.from(String(key));
}

function fixedBytes(type: GoType): (key: GoValue) => Uint8Array {
  const codec = goCodec(type);
  const bytes = new Uint8Array(type.sizeBytes);
  const view = new DataView(bytes.buffer);
  return (key) => {
    // Both zeros are the same key.
    codec.write(view, 0, key === 0 ? 0 : key);
    return bytes;
  };
}

/** FNV-1a, then the last step of MurmurHash3, which spreads the low bits over all 32. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
