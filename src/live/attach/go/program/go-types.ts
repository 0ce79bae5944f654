import { numberAt } from '../../../../base/primitives/number-at.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from './go-layout.ts';
import type { GoModule } from './module-data.ts';

/** A type as the runtime describes it. */
export interface RuntimeType {
  readonly address: number;
  /** As `%T` prints it: `map[string]*main.User`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  readonly hasPointers: boolean;
  /** As `reflect.Kind`. */
  readonly kind: number;
  /** Whether equality compares its bytes. */
  readonly isPlainMemory: boolean;
  /** Bytes up to its last pointer. */
  readonly pointerBytes: number;
}

/** A map type, with the type of its buckets (classic) or groups (Swiss). */
export interface RuntimeMapType extends RuntimeType {
  readonly key: RuntimeType;
  readonly value: RuntimeType;
  readonly inner: RuntimeType;
}

const mapKind = 21;
const kindMask = 31;
const extraStarFlag = 2;
const plainMemoryFlag = 8;
/** In the kind of a type before 1.24: its pointers are described by a program. */
const programFlag = 64;
const maskOnDemandFlag = 16;
const firstWithMasksOnDemand = 24;
const mapWordBytes = 8;
/** Types stand at multiples of this. */
const typeAlign = 8;

/** The types that the linker put into a program, read once. */
export class GoTypes {
  /** Every map type, those of generic code (`go.shape.`) last. */
  readonly mapTypes: readonly RuntimeMapType[];
  readonly #layout: GoLayout;
  readonly #memory: ProcessMemory;
  readonly #masks = new Map<number, Buffer | null>();
  readonly #sections: readonly { readonly start: number; readonly bytes: Buffer }[];
  readonly #mapTypesByInner = new Map<number, RuntimeMapType[]>();

  constructor(modules: readonly GoModule[], memory: ProcessMemory, layout: GoLayout) {
    this.#layout = layout;
    this.#memory = memory;
    this.#sections = modules.flatMap(({ types: { start, end } }) => {
      const bytes = memory.read(start, end - start);
      return bytes === null ? [] : [{ start, bytes }];
    });
    const found = this.#sections.flatMap((section) => this.#findMapTypes(section));
    this.mapTypes = found.toSorted((a, b) => preference(a) - preference(b));
    for (const type of this.mapTypes) {
      const sharing = this.#mapTypesByInner.get(type.inner.address);
      if (sharing === undefined) this.#mapTypesByInner.set(type.inner.address, [type]);
      else sharing.push(type);
    }
  }

  /** The type at an address, or `null` where no type section holds it. */
  typeAt(address: number): RuntimeType | null {
    const section = this.#sections.find(
      ({ start, bytes }) => address >= start && address + 48 <= start + bytes.length,
    );
    if (section === undefined) return null;
    const { start, bytes } = section;
    const at = address - start;
    const offsets = this.#layout.type;
    return {
      address,
      name: this.#nameAt(bytes, at),
      sizeBytes: readWord(bytes, at + offsets.size),
      alignBytes: numberAt(bytes, at + offsets.align),
      hasPointers: readWord(bytes, at + offsets.ptrBytes) > 0,
      pointerBytes: readWord(bytes, at + offsets.ptrBytes),
      kind: numberAt(bytes, at + offsets.kind) & kindMask,
      isPlainMemory: (numberAt(bytes, at + offsets.tflag) & plainMemoryFlag) !== 0,
    };
  }

  /**
   * The map type whose buckets or groups are of this type. Named map types share it with the type that
   * they are made of, which is the one given.
   */
  mapTypeOfInner(address: number): RuntimeMapType | null {
    return this.#mapTypesByInner.get(address)?.[0] ?? null;
  }

  /**
   * Which words of a type are pointers, a bit each, lowest first; `null` where the runtime makes that
   * out only when it needs it.
   */
  pointerMask({ address, pointerBytes }: RuntimeType): Buffer | null {
    const known = this.#masks.get(address);
    if (known !== undefined) return known;
    const section = this.#sections.find(
      ({ start, bytes }) => address >= start && address < start + bytes.length,
    );
    const mask =
      section === undefined
        ? null
        : this.#maskAt(section.bytes, address - section.start, pointerBytes);
    this.#masks.set(address, mask);
    return mask;
  }

  #maskAt(bytes: Buffer, at: number, pointerBytes: number): Buffer | null {
    const { kind, tflag, gcdata } = this.#layout.type;
    const isMade =
      this.#layout.minor < firstWithMasksOnDemand
        ? (numberAt(bytes, at + kind) & programFlag) !== 0
        : (numberAt(bytes, at + tflag) & maskOnDemandFlag) !== 0;
    if (isMade) return null;
    return this.#memory.read(readWord(bytes, at + gcdata), Math.ceil(pointerBytes / 64));
  }

  #findMapTypes({ start, bytes }: { start: number; bytes: Buffer }): readonly RuntimeMapType[] {
    const { type, mapType } = this.#layout;
    const found: RuntimeMapType[] = [];
    for (let at = 0; at + mapType.inner + 8 <= bytes.length; at += typeAlign) {
      if ((numberAt(bytes, at + type.kind) & kindMask) !== mapKind) continue;
      if (readWord(bytes, at + type.size) !== mapWordBytes) continue;
      if (readWord(bytes, at + type.ptrBytes) !== mapWordBytes) continue;
      const parts = [mapType.key, mapType.elem, mapType.inner].map((offset) =>
        this.typeAt(readWord(bytes, at + offset)),
      );
      const [key, value, inner] = parts;
      const self = this.typeAt(start + at);
      if (self === null || !key || !value || !inner) continue;
      if (!/map\.(?:bucket|group)\[/.test(inner.name)) continue;
      found.push({ ...self, key, value, inner });
    }
    return found;
  }

  /** A flag byte, the length as a varint, the text; one star too many where the type says so. */
  #nameAt(bytes: Buffer, at: number): string {
    const { str, tflag } = this.#layout.type;
    let place = bytes.readInt32LE(at + str) + 1;
    if (place <= 1 || place >= bytes.length) return '?';
    let length = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const byte = numberAt(bytes, place);
      place += 1;
      length += (byte & 127) << shift;
      if (byte < 128) break;
    }
    const hasStar = (numberAt(bytes, at + tflag) & extraStarFlag) !== 0;
    return bytes.toString('utf8', place + (hasStar ? 1 : 0), place + length);
  }
}

/** Types that a program writes out come before named ones, those of generic code last. */
function preference({ name }: RuntimeMapType): number {
  if (name.includes('go.shape.')) return 2;
  return name.startsWith('map[') ? 0 : 1;
}
