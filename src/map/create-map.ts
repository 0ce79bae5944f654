import { SandboxError } from '../primitives/sandbox-error.ts';
import { KernelReferenceMap } from './kernel-reference-map.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { mapModels, type Guard, type MapModel } from './map-model.ts';
import { mapTypeRequest } from './map-type-request.ts';
import { parseGoKeyType, parseGoType } from './parse-go-type.ts';
import type { ReferenceMap } from './reference-map.ts';
import { swissHintFits } from './swiss-go-layout.ts';
import { V8ReferenceMap, type V8MapOptions } from './v8-reference-map.ts';

const DEFAULT_EVENTS = 4096;
const FIRST_SWISS_VERSION = 24;

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
  const map = options.map ?? 'go1.23';
  checkGuard(options.guard ?? 'none');
  const key = parseGoKeyType(options.key);
  const value = parseGoType(options.value, 'value');
  const checked = {
    key,
    value,
    hint: integer('hint', options.hint ?? 0, 0, Number.MAX_SAFE_INTEGER),
    maxGrowthEvents: integer('maxGrowthEvents', options.maxGrowthEvents ?? DEFAULT_EVENTS, 0, 1e6),
    clock: options.clock === true,
    limitBytes:
      options.limitBytes === undefined
        ? Number.POSITIVE_INFINITY
        : integer('limitBytes', options.limitBytes, 1, Number.MAX_SAFE_INTEGER),
  };
  if (map !== 'v8') return createGoMap(goVersion(map), options.seed ?? 1, checked);
  if (checked.hint !== 0)
    throw new SandboxError('usage', `expected hint to be 0 for v8, got ${checked.hint}`);
  return new V8ReferenceMap(checked);
}

interface CheckedOptions extends V8MapOptions {
  readonly hint: number;
}

function createGoMap(
  version: number,
  seed: number | bigint,
  { key, value, hint, maxGrowthEvents, clock, limitBytes }: CheckedOptions,
): ReferenceMap {
  const { keyKind, keySize, elemSize, flags } = mapTypeRequest(key, value);
  if (version >= FIRST_SWISS_VERSION && !swissHintFits(key, value, hint))
    throw new SandboxError('usage', `expected hint to fit an address space, got ${hint}`);
  const kernel = kernelFor(limitBytes);
  const { exports } = kernel;
  const type = exports.mapTypeNew(keyKind, keySize, elemSize, flags);
  const random = BigInt.asUintN(64, BigInt(seed));
  const handle = exports.mapNew(type, version, BigInt(hint), random, maxGrowthEvents, 0);
  if (handle === 0) {
    exports.mapTypeFree(type);
    const limit = Number.isFinite(limitBytes) ? limitBytes : 'the address space';
    throw new SandboxError(
      'environment',
      `expected memory for a map with hint ${hint}, got none under the limit of ${limit}`,
    );
  }
  exports.mapSetClock(handle, clock ? 1 : 0);
  return new KernelReferenceMap({ kernel, handle, type, key, value });
}

/** A map with a limit has an arena to itself; the others share one. */
function kernelFor(limitBytes: number): Kernel {
  if (!Number.isFinite(limitBytes)) return (sharedKernel ??= createKernel());
  return createKernel({ chargedBytes: limitBytes });
}

/** The minor version of Go. */
function goVersion(model: MapModel): number {
  const minor = /^go1\.(\d+)$/.exec(model)?.[1];
  if (minor === undefined || !mapModels.includes(model))
    throw new SandboxError(
      'usage',
      `expected map to be one of ${mapModels.join(', ')}, got ${model}`,
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
