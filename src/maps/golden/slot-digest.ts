import type { Hash } from 'node:crypto';
import { slotPart } from '../model/map-slot-sizes.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import type { Kernel } from '../reference/kernel/kernel.ts';

const noObject = Uint8Array.of(0);
const some = Uint8Array.of(1);
const pointedBytes = 8n;

/** Feeds what a slot holds to a digest, in a form that does not depend on where objects lie. */
export interface SlotDigest {
  /** Bytes in the table. */
  readonly inlineBytes: number;
  readonly alignBytes: number;
  /** Whether the bytes in the table are fed as they lie there. */
  readonly isPlain: boolean;
  add(hash: Hash, address: number): void;
}

/**
 * Plain memory as it lies there; of an object (an indirect key or value, the bytes of a string) 0 if
 * there is none, else 1 and its bytes; of a pointer its index in the array at `pool`.
 */
export function slotDigest(kernel: Kernel, type: GoType, pool: bigint): SlotDigest {
  const view = new DataView(kernel.memory.buffer);
  const bytes = new Uint8Array(kernel.memory.buffer);
  const { inlineBytes, alignBytes, boxedBytes } = slotPart(type);
  const part = (add: SlotDigest['add'], isPlain = false): SlotDigest => ({
    inlineBytes,
    alignBytes,
    isPlain,
    add,
  });
  if (boxedBytes > 0)
    return part((hash, address) => {
      const object = view.getUint32(address, true);
      if (object === 0) hash.update(noObject);
      else hash.update(some).update(bytes.subarray(object, object + type.sizeBytes));
    });
  if (type.keyKind === 'string')
    return part((hash, address) => {
      const data = view.getUint32(address, true);
      const length = view.getBigUint64(address + 8, true);
      if (data === 0 || length === 0n) hash.update(noObject);
      else
        hash
          .update(some)
          .update(word(length))
          .update(bytes.subarray(data, data + Number(length)));
    });
  if (type.keyKind === 'pointer')
    return part((hash, address) => {
      const pointer = view.getBigUint64(address, true);
      if (pointer === 0n) hash.update(noObject);
      else hash.update(some).update(word((pointer - pool) / pointedBytes));
    });
  return part((hash, address) => {
    if (inlineBytes > 0) hash.update(bytes.subarray(address, address + inlineBytes));
  }, true);
}

function word(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}
