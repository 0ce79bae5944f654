import { type GoType, isPlainFloat } from '../../maps/model/go-type/go-type.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

/** What a workload must know about a key type. */
export interface KeyLayout {
  /** A string of `keyBytes` characters, or an array of `keyBytes` bytes. */
  readonly isString: boolean;
  readonly keyBytes: number;
  /** A floating-point number of `keyBytes` bytes. */
  readonly isFloat?: boolean;
  /** Bytes before its last ones, which are a nil pointer. @default all of them */
  readonly ownBytes?: number;
}

const pointerBytes = 8;

/**
 * The layout of keys of a type.
 *
 * @param stringKeyBytes length of a string; ignored for other types
 * @throws SandboxError `config` for a type whose keys are not plain memory
 */
export function keyLayoutOf(key: GoType, stringKeyBytes: number): KeyLayout {
  switch (key.keyKind) {
    case 'string':
      return { isString: true, keyBytes: stringKeyBytes };
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
      break;
    case 'interface':
    case 'mixed':
    case 'none':
      break;
  }
  throw new SandboxError(
    'config',
    `expected key to be an integer, a string, a pointer, float64, float32, time.Time, netip.Addr or an array of bytes, got ${key.name}, whose parts are hashed one by one`,
  );
}
