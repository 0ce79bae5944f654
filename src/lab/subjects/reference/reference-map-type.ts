import type { Cell } from '../../config/cell.ts';
import {
  type MapTypeRequest,
  workloadMapType,
} from '../../../maps/reference/kernel/map-type-request.ts';
import { keyPartsOf } from '../../../maps/model/go-type/key-parts.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type KeyLayout, keyLayoutOf } from '../../workload/key-layout.ts';

/** A map type in the words of the kernel. */
export interface ReferenceMapType extends MapTypeRequest {
  /** Minor version of Go. */
  readonly version: number;
  readonly layout: KeyLayout;
}

/** @throws SandboxError `config` or `usage` when there is no reference map for the cell */
export function referenceMapType(cell: Cell): ReferenceMapType {
  const key = parseGoKeyType(cell.key, 'key');
  const value = parseGoType(cell.value, 'value');
  const version = modelFacts(cell.map).goMinor;
  if (version === null)
    throw new SandboxError(
      'config',
      `expected map to be a version of Go for the reference target, got ${cell.map}`,
    );
  const layout = keyLayoutOf(key, cell.workload);
  return {
    // A workload writes plain words, also where values are strings.
    ...workloadMapType(key, value, layout.parts === undefined ? null : keyPartsOf(key, version)),
    version,
    layout,
  };
}
