import { modelFacts } from '../../../maps/model/model-facts.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../cell.ts';

/** @throws SandboxError `config` where the target of a cell has no such map */
export function checkTarget({ id, target, map }: Cell): void {
  if (modelFacts(map).runtime === 'go' || (target !== 'reference' && target !== 'go')) return;
  throw new SandboxError(
    'config',
    `${id}: expected map to be a version of Go for the target ${target}, got ${map}, whose maps are those of this Node.js: its target is native`,
  );
}
