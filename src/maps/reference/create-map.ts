import type { MapSpec } from '../model/map-spec.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { KernelReferenceMap } from './kernel-reference-map.ts';
import { createKernel, type Kernel, largestArenaBytes } from './kernel/kernel.ts';
import { mapTypeRequest } from './kernel/map-type-request.ts';
import { newMap, newMapType } from './kernel/new-map.ts';
import { modelFacts } from '../model/model-facts.ts';
import type { Guard } from '../model/guards.ts';
import { defaultMapModel, isMapModel, type MapModel, mapModelRule } from '../model/map-model.ts';
import { OperationCount } from '../model/operation-count.ts';
import { parseGoKeyType, parseGoType } from '../model/go-type/parse-go-type.ts';
import type { GoReadOf, GoWriteOf } from './go-values.ts';
import type { ReferenceMap } from './reference-map.ts';
import { swissHintFits } from '../model/size/swiss-go-layout.ts';
import { V8ReferenceMap, type V8MapOptions } from './v8-reference-map.ts';

const defaultEvents = 4096;

/**
 * A reference map to be made: without them `map` is go1.22, `hint` 0 and `guard` none, as a map used by
 * one thread needs nothing.
 */
export interface MapOptions<
  Key extends string = string,
  Value extends string = string,
> extends Partial<Pick<MapSpec, 'map' | 'hint' | 'guard'>> {
  /** Key and value types by Go's names, as in `MapSpec`; what a map takes and gives is typed by them. */
  readonly key: Key;
  readonly value: Value;
  /** Makes everything random in the map repeatable. @default 1 */
  readonly seed?: number | bigint;
  /** Most bytes that the map may be charged; by default only the address space limits it. */
  readonly limitBytes?: number;
  /** Growth events kept; later ones are only counted. @default 4096 */
  readonly maxGrowthEvents?: number;
  /** Whether growth events read the clock. @default false */
  readonly clock?: boolean;
}

let sharedKernel: Kernel | undefined;

/**
 * Makes a reference map, typed by the types of its keys and values: `createMap({ key: 'string', value:
 * 'int64' })` takes strings, takes bigints and safe integers as values, and gives bigints back.
 *
 * @throws SandboxError `usage` when an option is wrong, `environment` when memory is refused.
 */
export function createMap<const Key extends string, const Value extends string>(
  options: MapOptions<Key, Value>,
): ReferenceMap<GoWriteOf<Key>, GoWriteOf<Value>, GoReadOf<Value>>;
export function createMap(options: MapOptions): ReferenceMap {
  checkGuard(options.guard ?? 'none');
  return mapMaker(options)({ shard: 0, operations: new OperationCount(), bytesElsewhere: () => 0 });
}

/** What a map must know when it is one of several. */
export interface MapPart {
  readonly shard: number;
  /** Counts the operations of all of them. */
  readonly operations: OperationCount;
  /** Bytes that the others hold, under the same limit. */
  readonly bytesElsewhere: () => number;
}

/**
 * Checks the options but for the guard, and returns what makes such maps under one limit together.
 *
 * @param isSync a `sync.Map` instead of a map; there is none of V8's
 */
export function mapMaker(options: MapOptions, isSync = false): (part: MapPart) => ReferenceMap {
  const map = options.map ?? defaultMapModel;
  const key = parseGoKeyType(options.key);
  const value = parseGoType(options.value, 'value');
  const checked = {
    key,
    value,
    hint: integer('hint', options.hint ?? 0, 0, Number.MAX_SAFE_INTEGER),
    maxGrowthEvents: integer('maxGrowthEvents', options.maxGrowthEvents ?? defaultEvents, 0, 1e6),
    clock: options.clock === true,
    limitBytes:
      options.limitBytes === undefined
        ? Number.POSITIVE_INFINITY
        : integer('limitBytes', options.limitBytes, 1, Number.MAX_SAFE_INTEGER),
  };
  const { goMinor, family, takesHint } = modelFacts(requireModel(map));
  if (goMinor !== null) {
    if (family === 'swiss' && !swissHintFits(key, value, checked.hint))
      throw new SandboxError('usage', `expected hint to fit an address space, got ${checked.hint}`);
    return goMapMaker({ ...checked, minor: goMinor, isSync, seed: options.seed ?? 1 });
  }
  if (!takesHint && checked.hint !== 0)
    throw new SandboxError('usage', `expected hint to be 0 for ${map}, got ${checked.hint}`);
  return (part) => new V8ReferenceMap({ ...checked, ...part });
}

interface GoMapRequest extends Omit<V8MapOptions, keyof MapPart> {
  /** Minor version of Go. */
  readonly minor: number;
  readonly isSync: boolean;
  readonly hint: number;
  readonly seed: number | bigint;
}

function goMapMaker(request: GoMapRequest): (part: MapPart) => ReferenceMap {
  const { minor, isSync, key, value, hint, maxGrowthEvents, clock, limitBytes } = request;
  const typeRequest = mapTypeRequest(key, value);
  if (Number.isFinite(limitBytes) && limitBytes > largestArenaBytes)
    throw new SandboxError(
      'usage',
      `expected limit to be at most ${largestArenaBytes} bytes for a map of Go, got ${limitBytes}`,
    );
  const kernel = kernelFor(limitBytes);
  const { exports } = kernel;
  const seed = BigInt.asUintN(64, BigInt(request.seed));
  const design = isSync ? { design: 'sync.Map' as const } : {};
  return ({ shard, operations }) => {
    const type = newMapType(kernel, typeRequest);
    const events = maxGrowthEvents;
    const handle = newMap(kernel, { type, minor, ...design, hint, seed, events, shard });
    if (handle === 0) {
      exports.mapTypeFree(type);
      throw noMemory(request);
    }
    exports.mapSetClock(handle, clock ? 1 : 0);
    return new KernelReferenceMap({ kernel, handle, type, key, value, isSync, operations });
  };
}

function noMemory({ hint, limitBytes }: GoMapRequest): SandboxError {
  const limit = Number.isFinite(limitBytes) ? limitBytes : 'the address space';
  return new SandboxError(
    'environment',
    `expected memory for a map with hint ${hint}, got none under the limit of ${limit}`,
  );
}

/** A map with a limit has an arena to itself; the others share one. */
function kernelFor(limitBytes: number): Kernel {
  if (!Number.isFinite(limitBytes)) return (sharedKernel ??= createKernel());
  return createKernel({ chargedBytes: limitBytes });
}

function requireModel(model: MapModel): MapModel {
  if (isMapModel(model)) return model;
  throw new SandboxError(
    'usage',
    `expected map to be ${mapModelRule(model)}, got ${String(model)}`,
  );
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
