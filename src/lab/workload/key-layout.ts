import type { GoType } from '../../maps/model/go-type/go-type.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

/** What a workload must know about a key type. */
export interface KeyLayout {
  /** A string of `keyBytes` characters, or an array of `keyBytes` bytes. */
  readonly isString: boolean;
  readonly keyBytes: number;
}

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
    case 'bytes':
    case 'pointer':
      return { isString: false, keyBytes: key.sizeBytes };
    case 'float':
    case 'interface':
    case 'mixed':
    case 'none':
      break;
  }
  throw new SandboxError(
    'config',
    `expected key to be an integer, a string, a pointer or an array of bytes, got ${key.name}`,
  );
}
