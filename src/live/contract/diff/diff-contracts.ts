import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import type { AcceptedBreak } from '../document/contract.ts';
import type { ResolvedContract } from '../document/resolve-contract.ts';
import { additive, breaking, type ContractChange, limitChange, note } from './contract-change.ts';
import { diffMetrics } from './diff-metrics.ts';
import { diffSchemas } from './diff-schemas.ts';
import { judgeVersion, type VersionVerdict } from './judge-version.ts';

/** A difference, and whether it was taken on. */
export interface JudgedChange extends ContractChange {
  readonly accepted: AcceptedBreak | null;
}

/** What became of a contract, and whether its version says so. */
export interface ContractDiff {
  readonly old: { readonly name: string; readonly version: string };
  readonly new: { readonly name: string; readonly version: string };
  readonly changes: readonly JudgedChange[];
  readonly version: VersionVerdict;
  /** `breaking` only for what neither the version nor an acceptance takes on. */
  readonly outcome: 'same' | 'additive' | 'breaking';
}

/** Compares two contracts with all that their presets say, so that spelling one out changes nothing. */
export function diffContracts(before: ResolvedContract, after: ResolvedContract): ContractDiff {
  const changes = changesOf(before, after).map((change): JudgedChange => {
    const { kind, id, message } = change;
    return { kind, id, message, accepted: acceptanceOf(change, before, after) };
  });
  const open = changes.filter(({ kind, accepted }) => kind === 'breaking' && accepted === null);
  const isAdditive = changes.some(({ kind }) => kind !== 'note');
  const version = judgeVersion(before.version, after.version, {
    isBreaking: open.length > 0,
    isAdditive,
  });
  return {
    old: { name: before.name, version: before.version },
    new: { name: after.name, version: after.version },
    changes: changes.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    version,
    outcome: version.isBroken ? 'breaking' : isAdditive ? 'additive' : 'same',
  };
}

function acceptanceOf(
  { kind, id }: ContractChange,
  before: ResolvedContract,
  after: ResolvedContract,
): AcceptedBreak | null {
  if (kind !== 'breaking') return null;
  return after.accepted.find((one) => one.id === id && one.from === before.version) ?? null;
}

const order = ['breaking', 'additive', 'note'];

function changesOf(before: ResolvedContract, after: ResolvedContract): readonly ContractChange[] {
  return [
    ...(before.name === after.name
      ? []
      : [note('renamed', `the contract was ${before.name} and is ${after.name}`)]),
    ...diffPage(before.metrics, after.metrics),
    ...diffMetrics(before.metrics.require, after.metrics.require),
    ...diffDebug(before.debug, after.debug),
    ...diffEvents(before.events, after.events),
    ...diffDrive(before.drive, after.drive),
    ...(['start', 'url'] as const).flatMap((key) =>
      isSame(before[key], after[key]) ? [] : [note(`${key}-changed`, `${key} changed`)],
    ),
  ];
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}

type Metrics = ResolvedContract['metrics'];

function diffPage(before: Metrics, after: Metrics): readonly ContractChange[] {
  return [
    ...moved('metrics', before.path, after.path),
    ...before.formats
      .filter((format) => !after.formats.includes(format))
      .map((format) => breaking(`format-removed:${format}`, `the format ${format} is gone`)),
    ...after.formats
      .filter((format) => !before.formats.includes(format))
      .map((format) => additive(`format-added:${format}`, `the format ${format} is new`)),
    ...limitChange('metrics.maxSeries', before.maxSeries, after.maxSeries),
    ...limitChange(
      'metrics.maxSeriesPerMetric',
      before.maxSeriesPerMetric,
      after.maxSeriesPerMetric,
    ),
    ...limitChange('metrics.within', before.withinMs, after.withinMs),
    ...limitChange('metrics.freshWithin', before.freshWithinMs, after.freshWithinMs),
  ];
}

function moved(name: string, before: string, after: string): readonly ContractChange[] {
  if (before === after) return [];
  return [breaking(`path-changed:${name}`, `${name} was at ${before} and is at ${after}`)];
}

function diffDebug(
  before: ResolvedContract['debug'],
  after: ResolvedContract['debug'],
): readonly ContractChange[] {
  if (before === null || after === null) return presence('debug', before, after);
  const old = new Map<string, string>(Object.entries(before.fields));
  const now = new Map<string, string>(Object.entries(after.fields));
  return [
    ...moved('debug', before.path, after.path),
    ...[...new Set([...old.keys(), ...now.keys()])].flatMap((field) =>
      pointerChange(field, old.get(field), now.get(field)),
    ),
    ...schemaChanges('debug', before.schema?.schema, after.schema?.schema),
  ];
}

function pointerChange(
  field: string,
  before: string | undefined,
  after: string | undefined,
): readonly ContractChange[] {
  if (before === after) return [];
  if (before === undefined)
    return [additive(`pointer-added:${field}`, `the debug page shows ${field}`)];
  return [
    breaking(
      `pointer-changed:${field}`,
      `${field} was at ${before} and is ${after === undefined ? 'nowhere' : `at ${after}`}`,
    ),
  ];
}

function schemaChanges(
  kind: string,
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>> | undefined,
): readonly ContractChange[] {
  if (before === undefined)
    return after === undefined
      ? []
      : [additive(`schema-added:${kind}`, `${kind} has a schema now`)];
  if (after === undefined)
    return [breaking(`schema-removed:${kind}`, `${kind} has no schema any more`)];
  return diffSchemas(kind, before, after);
}

function presence(name: string, before: unknown, after: unknown): readonly ContractChange[] {
  if (before === null)
    return after === null ? [] : [additive(`${name}-added`, `${name} is promised now`)];
  return [breaking(`${name}-removed`, `${name} is not promised any more`)];
}

function diffEvents(
  before: ResolvedContract['events'],
  after: ResolvedContract['events'],
): readonly ContractChange[] {
  if (before === null || after === null) return presence('events', before, after);
  return [
    ...(isSame(before.source, after.source)
      ? []
      : [breaking('path-changed:events', 'events come from elsewhere now')]),
    ...limitChange('events.within', before.withinMs, after.withinMs),
    ...schemaChanges('event', before.schema?.schema, after.schema?.schema),
  ];
}

function diffDrive(
  before: ResolvedContract['drive'],
  after: ResolvedContract['drive'],
): readonly ContractChange[] {
  if (before === null || after === null) return presence('drive', before, after);
  return [
    ...[...before.expect]
      .filter((one) => !after.expect.has(one))
      .map((one) => breaking(`expectation-removed:${one}`, `${one} is not checked any more`)),
    ...[...after.expect]
      .filter((one) => !before.expect.has(one))
      .map((one) => additive(`expectation-added:${one}`, `${one} is checked now`)),
    ...limitChange('drive.growths', before.growths, after.growths, -1),
    ...(['request', 'maxWrites', 'withinMs', 'metrics', 'labels'] as const).flatMap((key) =>
      isSame(before[key], after[key])
        ? []
        : [note(`drive-changed:${key}`, `${key} of drive changed`)],
    ),
  ];
}
