import { SandboxError } from '../primitives/sandbox-error.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { mapModels, type Guard, type MapModel } from './map-model.ts';
import { mapTypeRequest } from './map-type-request.ts';
import { parseGoKeyType, parseGoType } from './parse-go-type.ts';
import { ReferenceMap } from './reference-map.ts';

const DEFAULT_EVENTS = 4096;

/** A reference map to be made. */
export interface MapOptions {
  /** @default 'go1.23' */
  readonly map?: MapModel;
  /** Types as Go writes them: `int64`, `string`, `[32]byte`, `struct{}`. */
  readonly key: string;
  readonly value: string;
  /** As in `make(map[K]V, hint)`. @default 0 */
  readonly hint?: number;
  /** Makes everything random in the map repeatable. @default 1 */
  readonly seed?: number | bigint;
  /** What protects the map; a map used by one thread needs nothing. @default 'none' */
  readonly guard?: Guard;
  /** Most bytes that the map may be charged; by default only the address space limits it. */
  readonly limitBytes?: number;
  /** Growth events kept; later ones are only counted. @default 4096 */
  readonly maxGrowthEvents?: number;
  /** Whether growth events read the clock. @default false */
  readonly clock?: boolean;
}

let sharedKernel: Kernel | undefined;

/**
 * Makes a reference map.
 * @throws SandboxError `usage` when an option is wrong, `environment` when memory is refused.
 */
export function createMap(options: MapOptions): ReferenceMap {
  const version = goVersion(options.map ?? 'go1.23');
  checkGuard(options.guard ?? 'none');
  const key = parseGoKeyType(options.key);
  const value = parseGoType(options.value, 'value');
  const request = mapTypeRequest(key, value);
  const hint = integer('hint', options.hint ?? 0, 0, Number.MAX_SAFE_INTEGER);
  const events = integer('maxGrowthEvents', options.maxGrowthEvents ?? DEFAULT_EVENTS, 0, 1e6);
  const kernel = kernelFor(options.limitBytes);
  const { exports } = kernel;
  const { keyKind, keySize, elemSize, flags } = request;
  const type = exports.mapTypeNew(keyKind, keySize, elemSize, flags);
  const seed = BigInt.asUintN(64, BigInt(options.seed ?? 1));
  const handle = exports.mapNew(type, version, BigInt(hint), seed, events, 0);
  if (handle === 0) {
    exports.mapTypeFree(type);
    throw new SandboxError(
      'environment',
      `expected memory for a map with hint ${hint}, got none under the limit of ${options.limitBytes ?? 'the address space'}`,
    );
  }
  exports.mapSetClock(handle, options.clock === true ? 1 : 0);
  return new ReferenceMap({ kernel, handle, type, key, value });
}

/** A map with a limit has an arena to itself; the others share one. */
function kernelFor(limitBytes: number | undefined): Kernel {
  if (limitBytes === undefined) return (sharedKernel ??= createKernel());
  const chargedBytes = integer('limitBytes', limitBytes, 1, Number.MAX_SAFE_INTEGER);
  return createKernel({ chargedBytes });
}

/** The minor version of Go. */
function goVersion(model: MapModel): number {
  const minor = /^go1\.(\d+)$/.exec(model)?.[1];
  if (minor === undefined || !mapModels.includes(model))
    throw new SandboxError(
      'usage',
      `expected map to be a Go version of ${mapModels.join(', ')}, got ${model}`,
    );
  return Number(minor);
}

function checkGuard(guard: Guard): void {
  if (guard !== 'none') throw new SandboxError('usage', `expected guard to be none, got ${guard}`);
}

function integer(name: string, value: number, from: number, to: number): number {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new SandboxError(
      'usage',
      `expected ${name} to be an integer from ${from} to ${to}, got ${value}`,
    );
  return value;
}
