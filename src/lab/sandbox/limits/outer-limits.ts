import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import type { Limits } from '../../config/schema/limits.ts';
import type { OuterLimit, OuterLimits } from './limit-report.ts';
import type { ControlGroup } from './cgroup/own-groups.ts';

/** What mapswell itself takes of the memory of a group around it, measured 110 to 125 MB in a run. */
const ownBytes = 128 * 2 ** 20;

/** The least that a group and those above it allow; `undefined` where none limits. */
export function leastOuter(
  groups: readonly ControlGroup[],
  mechanism: OuterLimit['mechanism'],
  read: (folder: string) => number | null,
): OuterLimit | undefined {
  let least: OuterLimit | undefined;
  for (const { folder, name } of groups) {
    const limit = read(folder);
    if (limit !== null && limit < (least?.limit ?? Infinity))
      least = { limit, group: name, mechanism };
  }
  return least;
}

function tighter(left?: OuterLimit, right?: OuterLimit): OuterLimit | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left.limit <= right.limit ? left : right;
}

/** The tighter one of each limit. */
export function tighterOuter(left: OuterLimits, right: OuterLimits): OuterLimits {
  const memoryBytes = tighter(left.memoryBytes, right.memoryBytes);
  const cpus = tighter(left.cpus, right.cpus);
  const processes = tighter(left.processes, right.processes);
  return {
    ...(memoryBytes && { memoryBytes }),
    ...(cpus && { cpus }),
    ...(processes && { processes }),
  };
}

/**
 * Memory that a child may be given inside an outer group: what the group allows less what mapswell
 * itself needs there. By a fixed rule and not by what is free just now, so that it is the same in
 * every process of a run.
 */
export function memoryRoomBytes({ memoryBytes: outer }: OuterLimits): number {
  if (outer === undefined) return Infinity;
  return Math.floor(Math.max(outer.limit - ownBytes, outer.limit / 2));
}

/** Limits that fit into the outer ones, and why each that was reduced was. */
export interface CappedLimits {
  readonly limits: Limits;
  readonly remarks: Partial<Record<'memoryBytes' | 'cpus' | 'processes', string>>;
}

/** Reduces limits to what the outer groups allow. */
export function capLimits(limits: Limits, outer: OuterLimits): CappedLimits {
  const remarks: { -readonly [K in keyof CappedLimits['remarks']]: string } = {};
  const room = memoryRoomBytes(outer);
  const capped = { ...limits };
  if (outer.memoryBytes !== undefined && limits.memoryBytes > room) {
    capped.memoryBytes = room;
    const { limit, group } = outer.memoryBytes;
    remarks.memoryBytes = `${formatLimitBytes(limits.memoryBytes)} asked, ${formatLimitBytes(room)} applied: the group ${group} around mapswell allows ${formatLimitBytes(limit)}, of which mapswell itself needs ${formatLimitBytes(limit - room)}`;
  }
  if (outer.cpus !== undefined && limits.cpus > outer.cpus.limit) {
    // The kernel refuses a quota above that of the group around it, be it by a rounded digit.
    capped.cpus = Math.floor(outer.cpus.limit * 1e5) / 1e5;
    remarks.cpus = `${limits.cpus} asked, ${capped.cpus} applied: the group ${outer.cpus.group} around mapswell allows no more`;
  }
  if (outer.processes !== undefined && (limits.processes ?? 0) > outer.processes.limit) {
    capped.processes = outer.processes.limit;
    remarks.processes = `${limits.processes} asked, ${outer.processes.limit} applied: the group ${outer.processes.group} around mapswell allows no more`;
  }
  return { limits: capped, remarks };
}
