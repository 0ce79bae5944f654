import { goCodec, type GoValue } from './go-codec.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import type { Kernel } from './kernel/kernel.ts';
import { StringScratch } from './map-keys.ts';

/** Stores and reads the values of one map at the address that the kernel gave. */
export interface MapValues {
  /** Throws before anything changes if it is no value. Whether it is an integer below 256. */
  check(value: GoValue): boolean;
  /** False when the bytes of a string are refused. */
  store(elem: number, value: GoValue): boolean;
  read(elem: number): GoValue;
  close(): void;
}

/** Binds a map's values to JavaScript. */
export function mapValues(kernel: Kernel, map: number, type: GoType): MapValues {
  return type.name === 'string' ? stringValues(kernel, map) : fixedValues(kernel, type);
}

function fixedValues(kernel: Kernel, type: GoType): MapValues {
  const view = new DataView(kernel.memory.buffer);
  const codec = goCodec(type);
  const trial = new DataView(new ArrayBuffer(type.sizeBytes));
  return {
    check(value) {
      codec.write(trial, 0, value);
      return isSmallWord(trial);
    },
    store(elem, value) {
      codec.write(view, elem, value);
      return true;
    },
    read: (elem) => codec.read(view, elem),
    close: () => undefined,
  };
}

function isSmallWord(value: DataView): boolean {
  for (let at = 1; at < value.byteLength; at++) if (value.getUint8(at) !== 0) return false;
  return true;
}

function stringValues(kernel: Kernel, map: number): MapValues {
  const view = new DataView(kernel.memory.buffer);
  const scratch = new StringScratch(kernel);
  const decoder = new TextDecoder();
  const word = (address: number): number => Number(view.getBigUint64(address, true));
  return {
    check(value) {
      scratch.place(value);
      return false;
    },
    store(elem, value) {
      const header = scratch.place(value);
      return kernel.exports.mapStoreString(map, elem, word(header), word(header + 8)) !== 0;
    },
    // The decoder refuses shared memory, so the bytes are copied first.
    read: (elem) =>
      decoder.decode(new Uint8Array(kernel.memory.buffer, word(elem), word(elem + 8)).slice()),
    close: () => scratch.close(),
  };
}
