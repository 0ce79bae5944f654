import { defined } from '../../../base/primitives/defined.ts';
import type { ExpositionFormat } from '../../../base/exposition/exposition-page.ts';
import { durationOf } from '../../../base/primitives/quantities/parse-quantity.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type {
  AcceptedBreak,
  Contract,
  DebugFields,
  DriveMetrics,
  DriveRequest,
  EventsPromise,
  Expectation,
  RequiredMetric,
  StartPromise,
  WrittenSchema,
} from './contract.ts';
import { expectations } from './contract.ts';
import type { ContractFile, ContractPath } from './contract-file.ts';
import { mapPreset, type Preset, usualDriveMetrics } from './map-preset.ts';

/** A JSON Schema, and the part of the contract that it comes from. */
export interface ResolvedSchema {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly path: ContractPath;
}

/** A metric that is checked in the service, by the name that the service has for it. */
export interface ResolvedMetric extends Omit<RequiredMetric, 'labels' | 'optional'> {
  readonly labels: Readonly<Record<string, 'any' | readonly string[]>>;
  readonly optional: boolean;
  readonly path: ContractPath;
}

/** A contract with everything that its preset and the defaults add. */
export interface ResolvedContract {
  readonly name: string;
  readonly version: string;
  /** `null` for what holds for every service. */
  readonly file: ContractFile | null;
  readonly url: string | null;
  readonly start: StartPromise | null;
  readonly metrics: {
    readonly path: string;
    readonly formats: readonly ExpositionFormat[];
    readonly maxSeries: number | null;
    readonly maxSeriesPerMetric: number;
    readonly withinMs: number | null;
    readonly freshWithinMs: number;
    readonly require: readonly ResolvedMetric[];
  };
  readonly debug: {
    readonly path: string;
    readonly schema: ResolvedSchema | null;
    readonly fields: DebugFields;
  } | null;
  readonly events:
    | (Pick<EventsPromise, 'source' | 'shard' | 'time'> & {
        readonly schema: ResolvedSchema | null;
        readonly withinMs: number;
      })
    | null;
  readonly drive: {
    readonly request: DriveRequest;
    readonly growths: number;
    readonly maxWrites: number;
    readonly withinMs: number;
    readonly metrics: DriveMetrics;
    readonly labels: Readonly<Record<string, string>>;
    readonly expect: ReadonlySet<Expectation>;
  } | null;
  readonly accepted: readonly AcceptedBreak[];
}

/** Reads a file that lies beside the contract. @throws SandboxError `input` */
export type ReadBeside = (path: string) => string;

/**
 * Adds to a contract what its preset and the defaults say, and reads the schemas that it names.
 *
 * @throws SandboxError `config` for an alias of no metric and for a schema that is none
 */
export function resolveContract(file: ContractFile, readBeside: ReadBeside): ResolvedContract {
  const { contract } = file;
  const preset = contract.extends === undefined ? null : mapPreset();
  const { metrics = {}, start = null, url = null, accepted = [] } = contract;
  const schemaAt = schemaReader(file, readBeside);
  const formats = metrics.formats ?? preset?.metrics.formats ?? ['text', 'openmetrics'];
  return {
    name: contract.contract.name,
    version: contract.contract.version,
    file,
    url,
    start,
    metrics: {
      path: metrics.path ?? '/metrics',
      formats,
      maxSeries: metrics.maxSeries ?? null,
      maxSeriesPerMetric: metrics.maxSeriesPerMetric ?? 1000,
      withinMs: metrics.within === undefined ? null : ms(metrics.within),
      freshWithinMs: ms(metrics.freshWithin ?? '2s'),
      require: requiredMetrics(file, preset),
    },
    debug: resolveDebug(contract, preset, schemaAt),
    events: resolveEvents(contract, preset, schemaAt),
    drive: resolveDrive(contract),
    accepted,
  };
}

function requiredMetrics(file: ContractFile, preset: Preset | null): readonly ResolvedMetric[] {
  const { contract } = file;
  const own = contract.metrics?.require ?? [];
  const aliases = contract.aliases ?? {};
  const named = new Map<string, ResolvedMetric>();
  const known = new Set(preset?.metrics.require.map(({ name }) => name));
  for (const name of Object.keys(aliases))
    if (!known.has(name))
      throw refuse(
        file,
        ['aliases', name],
        `expected aliases to name metrics of a preset, got ${name}`,
      );
  for (const metric of preset?.metrics.require ?? []) {
    const alias = Object.hasOwn(aliases, metric.name) ? aliases[metric.name] : metric.name;
    if (alias === undefined || alias === null) continue;
    const path = alias === metric.name ? ['extends'] : ['aliases', metric.name];
    // A unit stands in the preset's name: another name has another one, or none.
    const { unit, ...rest } = metric;
    const kept = unit !== undefined && alias.replace(/_total$/, '').endsWith(`_${unit}`);
    named.set(alias, resolved({ ...rest, ...(kept ? { unit } : {}), name: alias }, path));
  }
  const seen = new Set<string>();
  for (const [index, metric] of own.entries()) {
    const path = ['metrics', 'require', index];
    if (seen.has(metric.name))
      throw refuse(file, path, `expected each metric once, got ${metric.name} again`);
    seen.add(metric.name);
    named.set(metric.name, resolved(metric, path));
  }
  return [...named.values()];
}

function resolved(metric: RequiredMetric, path: ContractPath): ResolvedMetric {
  const { labels = [], optional = false } = metric;
  const byName: Readonly<Record<string, 'any' | readonly string[]>> = isNames(labels)
    ? Object.fromEntries(labels.map((name) => [name, 'any' as const]))
    : labels;
  return { ...metric, labels: byName, optional, path };
}

function isNames(
  labels: readonly string[] | Readonly<Record<string, 'any' | readonly string[]>>,
): labels is readonly string[] {
  return Array.isArray(labels);
}

type SchemaAt = (schema: WrittenSchema | undefined, path: ContractPath) => ResolvedSchema | null;

function resolveDebug(
  { debug }: Contract,
  preset: Preset | null,
  schemaAt: SchemaAt,
): ResolvedContract['debug'] {
  const promise = debug === undefined ? preset?.debug : debug;
  if (promise === undefined || promise === null) return null;
  const schema = promise.schema ?? preset?.debug.schema;
  const from = debug?.schema === undefined ? ['extends'] : ['debug', 'schema'];
  return {
    path: promise.path,
    schema: schemaAt(schema, from),
    fields: promise.fields ?? preset?.debug.fields ?? {},
  };
}

function resolveEvents(
  { events }: Contract,
  preset: Preset | null,
  schemaAt: SchemaAt,
): ResolvedContract['events'] {
  const promise = events === undefined ? preset?.events : events;
  if (promise === undefined || promise === null) return null;
  const { source, within = '2s' } = promise;
  const schema = promise.schema ?? preset?.events.schema;
  const from = events?.schema === undefined ? ['extends'] : ['events', 'schema'];
  const shard = promise.shard ?? preset?.events.shard;
  const time = promise.time ?? preset?.events.time;
  return {
    source,
    withinMs: ms(within),
    schema: schemaAt(schema, from),
    ...defined({ shard }),
    ...defined({ time }),
  };
}

function resolveDrive({ drive, aliases = {} }: Contract): ResolvedContract['drive'] {
  if (drive === undefined) return null;
  const usual = Object.entries(usualDriveMetrics).flatMap(([role, name]) => {
    const alias = Object.hasOwn(aliases, name) ? aliases[name] : name;
    return alias === undefined || alias === null ? [] : [[role, alias] as const];
  });
  return {
    request: drive.request,
    growths: drive.growths ?? 3,
    maxWrites: drive.maxWrites ?? 20_000,
    withinMs: ms(drive.within ?? '60s'),
    metrics: { ...Object.fromEntries(usual), ...drive.metrics },
    labels: drive.labels ?? {},
    expect: new Set(drive.expect ?? expectations),
  };
}

function schemaReader(file: ContractFile, readBeside: ReadBeside): SchemaAt {
  return (schema, path) => {
    if (schema === undefined) return null;
    if (typeof schema !== 'string') return { schema, path };
    let value: unknown;
    try {
      value = JSON.parse(readBeside(schema));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw refuse(file, path, `cannot read the schema ${schema}: ${why}`);
    }
    if (!isRecord(value))
      throw refuse(file, path, `expected ${schema} to be a JSON Schema, got no object`);
    return { schema: value, path };
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ms(duration: string): number {
  return durationOf(duration, 1) ?? 0;
}

function refuse(file: ContractFile, path: ContractPath, message: string): SandboxError {
  const { line, column } = file.placeOf(path);
  return new SandboxError('config', `${file.name}:${line}:${column}: ${message}`);
}

/** What holds for the metrics of every service, at the address of its page. */
export const everyService: ResolvedContract = {
  name: '',
  version: '',
  file: null,
  url: null,
  start: null,
  metrics: {
    path: '',
    formats: ['text', 'openmetrics'],
    maxSeries: null,
    maxSeriesPerMetric: 1000,
    withinMs: null,
    freshWithinMs: 2000,
    require: [],
  },
  debug: null,
  events: null,
  drive: null,
  accepted: [],
};
