import { dirname } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { equalShares, type SizeDistribution } from '../../maps/model/payload/size-distribution.ts';
import { readSizes } from './read-sizes.ts';
import type {
  CellPayload,
  ScenarioPayload,
  WrittenSizes,
} from './schema/payload/scenario-payload.ts';

/** A file may have as many sizes as there are entries; a record keeps at most so many. */
const mostSizes = 2048;

/**
 * The payload of a scenario with its texts read; what a file says is in it, so that the record of a
 * run needs no file.
 *
 * @param file of the scenario, from whose folder `@file` counts
 * @throws SandboxError `config` for sizes that are none, `input` for a file that cannot be read
 */
export function completePayload(payload: ScenarioPayload, file: string): CellPayload {
  const { keyBytes, valueBytes, ...types } = payload;
  return {
    ...types,
    ...(keyBytes === undefined ? {} : { keyBytes: sizesOf(keyBytes, 'payload.keyBytes', file) }),
    ...(valueBytes === undefined
      ? {}
      : { valueBytes: sizesOf(valueBytes, 'payload.valueBytes', file) }),
  };
}

function sizesOf(written: WrittenSizes, option: string, file: string): SizeDistribution {
  const text =
    typeof written === 'object'
      ? written.map(({ bytes, weight = 1 }) => `${bytes}:${weight}`).join(',')
      : String(written);
  try {
    return thinned(readSizes(text, option, dirname(file)));
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const code = error.code === 'usage' ? 'config' : error.code;
    throw new SandboxError(code, `${file}: ${error.message}`, { cause: error });
  }
}

function thinned(sizes: SizeDistribution): SizeDistribution {
  if (sizes.kind !== 'weighted' || sizes.sizes.length <= mostSizes) return sizes;
  const weights = new Map<number, number>();
  for (const bytes of equalShares(sizes, mostSizes))
    weights.set(bytes, (weights.get(bytes) ?? 0) + 1);
  return {
    kind: 'weighted',
    sizes: [...weights].map(([bytes, weight]) => ({ bytes, weight })),
  };
}
