import type { Cell } from '../config/cell.ts';
import type { GoType } from '../map/go-type.ts';
import { parseGoKeyType, parseGoType } from '../map/parse-go-type.ts';
import { SandboxError } from '../primitives/sandbox-error.ts';
import { type KeyLayout, keyLayoutOf } from '../workload/key-layout.ts';

/** A map type in the words of the kernel. */
export interface ReferenceMapType {
  /** Minor version of Go. */
  readonly version: number;
  /** 0 = 8 bytes, 1 = 4 bytes, 2 = string, 3 = other plain memory. */
  readonly keyKind: 0 | 1 | 2 | 3;
  readonly keySize: number;
  readonly elemSize: number;
  /** 1 = keys, 2 = elems have pointers. */
  readonly flags: number;
  readonly layout: KeyLayout;
}

/** @throws SandboxError `config` or `usage` when there is no reference map for the cell */
export function referenceMapType(cell: Cell): ReferenceMapType {
  const key = parseGoKeyType(cell.key, 'key');
  const value = parseGoType(cell.value, 'value');
  const version = Number(/^go1\.(\d+)$/.exec(cell.map)?.[1]);
  if (!(version <= 23))
    throw new SandboxError(
      'config',
      `expected map to be go1.22 or go1.23 for the reference target, got ${cell.map}`,
    );
  return {
    version,
    keyKind: keyKindCode(key),
    keySize: key.sizeBytes,
    elemSize: value.sizeBytes,
    flags: (key.hasPointers ? 1 : 0) | (value.hasPointers ? 2 : 0),
    layout: keyLayoutOf(key, cell.workload.stringKeyBytes),
  };
}

function keyKindCode(key: GoType): 0 | 1 | 2 | 3 {
  if (key.keyKind === 'string') return 2;
  if (key.sizeBytes === 8 && key.alignBytes === 8) return 0;
  return key.sizeBytes === 4 && key.alignBytes === 4 ? 1 : 3;
}
