import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { isMapModel, type MapModel } from '../../maps/model/map-model.ts';
import type { FlagPlace } from './flag.ts';

/**
 * The model of the maps of a version of Go: `1.24` or `go1.24`.
 *
 * @throws SandboxError `usage` for another text
 */
export function parseGoModel(given: string, { flag }: FlagPlace): MapModel {
  const model = given.startsWith('go') ? given : `go${given}`;
  if (isMapModel(model) && model !== 'v8') return model;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be a version of Go from 1.22 to 1.27, got ${JSON.stringify(given)}`,
  );
}
