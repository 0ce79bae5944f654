/** What a part of a key is, which is hashed and compared by itself. */
export enum PartKind {
  Memory = 0,
  /** Of 8 or 4 bytes. */
  Float = 1,
  /** 16-byte header: address and length of the bytes. */
  Text = 2,
  /** 16 bytes: what it holds (`Held`) and the length of a text; then the integer, or the address of the text. */
  Interface = 3,
}

/** What an interface holds. */
export enum Held {
  Integer = 1,
  Text = 2,
}

/** One part of a key: structs and arrays have several, in the order in which Go hashes them. */
@unmanaged
export class KeyPart {
  kind: PartKind;
  /** Where it stands in the key, and how long it is there. */
  offset: u32;
  bytes: u32;
  /** Where a workload writes it, see workload/parts-key.ts. */
  wire: u32;
}

/** Part `number` of some that lie at `parts`. */
export function partAt(parts: usize, number: u32): KeyPart {
  return changetype<KeyPart>(parts + <usize>number * offsetof<KeyPart>());
}
