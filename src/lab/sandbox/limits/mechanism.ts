import type { Limits } from '../../config/schema/limits.ts';
import type { ChildFacts } from '../child/child-facts.ts';
import type { LimitReport, OuterLimits } from './limit-report.ts';

/** The limits a mechanism may enforce. */
export type LimitName = 'memoryBytes' | 'swapBytes' | 'cpus' | 'cpuSet' | 'processes';

/** The names, in the order in which they are applied and shown. */
export const limitNames: readonly LimitName[] = [
  'memoryBytes',
  'swapBytes',
  'cpus',
  'cpuSet',
  'processes',
];

/** Whether a mechanism can enforce a limit here; a sentence says why not, or what is lacking. */
export interface Capability {
  readonly isEnforced: boolean;
  readonly remark: string;
}

export type Capabilities = Readonly<Record<LimitName, Capability>>;

/** The limits of a report, without those that a mechanism has nothing to say about. */
export type LimitStates = Partial<Omit<LimitReport, 'asked' | 'outer'>>;

/** How a child comes into its limits. */
export interface Launch {
  /** Files that the child writes its pid to before it becomes Node. */
  readonly joinFiles: readonly string[];
  /** Command that starts the command after it. */
  readonly prefix: readonly string[];
  readonly nodeArguments: readonly string[];
}

/** Counters of a group; `null` where the mechanism does not count. */
export interface GroupUsage {
  readonly memoryBytes: number | null;
  readonly memoryPeakBytes: number | null;
  readonly oomKills: number | null;
  readonly cpuSeconds: number | null;
  readonly throttledPeriods: number | null;
  readonly throttledMs: number | null;
  readonly processesRefused: number | null;
}

export const nothingCounted: GroupUsage = {
  memoryBytes: null,
  memoryPeakBytes: null,
  oomKills: null,
  cpuSeconds: null,
  throttledPeriods: null,
  throttledMs: null,
  processesRefused: null,
};

/** One way to limit a process. One file per mechanism. */
export interface Mechanism {
  readonly name: 'cgroup-v2' | 'cgroup-v1' | 'inherited' | 'fallback';
  /** Looks only; changes nothing. */
  detect(): Capabilities;
  /** What the groups of this mechanism around mapswell allow. */
  outer(): OuterLimits;
  /** @throws SandboxError `environment` if the group cannot be made. */
  create(): LimitGroup;
}

/** A place for one child, empty at first. */
export interface LimitGroup {
  /** Applies the named ones of the limits asked and reads them back. Call once. */
  apply(limits: Limits, names: readonly LimitName[]): LimitStates;
  /** Reads what was applied back again, now that the child is inside and told what it sees. */
  readBack(child: ChildFacts): LimitStates;
  launch(): Launch;
  usage(): GroupUsage;
  /** Processes in the group. */
  pids(): readonly number[];
  /** Ends what is left in the group and removes it. */
  remove(): Promise<void>;
}
