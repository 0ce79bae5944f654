import { type GoType, isPlainFloat } from '../../maps/model/go-type/go-type.ts';
import { type KeyPart, keyPartsOf } from '../../maps/model/go-type/key-parts.ts';
import { newestGoMinor } from '../../maps/model/model-facts.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Workload } from './workload.ts';

/** What a workload must know about a key type. */
export interface KeyLayout {
  /** A string of `keyBytes` characters, or an array of `keyBytes` bytes. */
  readonly isString: boolean;
  /** Bytes that the workload writes for a key: all parts one behind the other, texts among them. */
  readonly keyBytes: number;
  /** A floating-point number of `keyBytes` bytes. */
  readonly isFloat?: boolean;
  /** Bytes before its last ones, which are a nil pointer. @default all of them */
  readonly ownBytes?: number;
  /** Of keys that Go hashes part by part. */
  readonly parts?: KeyPartsLayout;
}

/** How the parts of a key are written. */
export interface KeyPartsLayout {
  readonly list: readonly PlacedPart[];
  /** Bytes of the key itself. */
  readonly sizeBytes: number;
  /** Bytes of every text. */
  readonly textBytes: number;
  readonly holds: InterfaceKeys;
}

/** A part, and where its bytes stand among those that the workload writes. */
export interface PlacedPart extends KeyPart {
  readonly wire: number;
}

/** What the interfaces in keys hold: see `Workload`. */
export type InterfaceKeys = 'int' | 'string' | 'mixed';

const pointerBytes = 8;
/** Before what an interface holds: which it is. */
const tagBytes = 8;

/**
 * The layout of keys of a type.
 *
 * @param workload bytes of a string, and what interfaces hold; ignored for other types
 * @throws SandboxError `config` for a type that a workload makes no keys of
 */
export function keyLayoutOf(
  key: GoType,
  workload: Pick<Workload, 'stringKeyBytes' | 'interfaceKeys'>,
): KeyLayout {
  switch (key.keyKind) {
    case 'string':
      return { isString: true, keyBytes: workload.stringKeyBytes };
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'pointer':
      return { isString: false, keyBytes: key.sizeBytes };
    case 'bytes':
      // A time.Time and a netip.Addr end with a pointer.
      if (key.hasPointers)
        return {
          isString: false,
          keyBytes: key.sizeBytes,
          ownBytes: key.sizeBytes - pointerBytes,
        };
      return { isString: false, keyBytes: key.sizeBytes };
    case 'float':
      if (isPlainFloat(key)) return { isString: false, keyBytes: key.sizeBytes, isFloat: true };
      return partsLayout(key, workload);
    case 'interface':
    case 'mixed':
      return partsLayout(key, workload);
    case 'none':
      break;
  }
  throw noKeysOf(key, 'which is no key');
}

function partsLayout(
  key: GoType,
  {
    stringKeyBytes: textBytes,
    interfaceKeys: holds = 'int',
  }: Pick<Workload, 'stringKeyBytes' | 'interfaceKeys'>,
): KeyLayout {
  const { name, sizeBytes } = key;
  // Where Go joins them differs by version; what lies one behind the other on the wire does not.
  const keyParts = keyPartsOf(key, newestGoMinor);
  if (keyParts === null) throw noKeysOf(key, 'which has more than 256 parts');
  if (/\berror\b|interface\{.*\S.*\}/.test(name))
    throw noKeysOf(key, 'which holds only what has its methods: write any');
  if (/[*]|\bchan\b|\btime\.Time\b|\bnetip\.|\bunsafe\./.test(name))
    throw noKeysOf(key, 'in which something points elsewhere');
  const list: PlacedPart[] = [];
  let wire = 0;
  for (const part of keyParts) {
    list.push({ ...part, wire });
    wire += bytesOnWire(part, textBytes);
  }
  const ownBytes = keyParts
    .filter(({ kind }) => kind === 'memory')
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    isString: false,
    keyBytes: wire,
    ownBytes,
    parts: { list, sizeBytes, textBytes, holds },
  };
}

function bytesOnWire({ kind, bytes }: KeyPart, textBytes: number): number {
  switch (kind) {
    case 'memory':
    case 'float':
      return bytes;
    case 'string':
      return textBytes;
    case 'interface':
      return tagBytes + Math.max(8, textBytes);
  }
}

function noKeysOf(key: GoType, why: string): SandboxError {
  return new SandboxError(
    'config',
    `expected key to be a type that a workload makes keys of, as int64, string, any or struct { a int64; b string }, got ${key.name}, ${why}`,
  );
}
