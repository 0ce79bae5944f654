import type { Guard } from '../../maps/model/guards.ts';
import type { MapModel } from '../../maps/model/map-model.ts';
import type { FileCounts } from './source/find-go-files.ts';

/** What mapswell has to say about maps. */
export const adviceRules = [
  'hint',
  'indirect',
  'rebuilt-literal',
  'dense-int',
  'static-table',
  'bool-set',
  'contract',
  'no-contract',
  'grows',
  'never-shrinks',
  'inconsistent-lock',
  'copy-on-write',
  'guard',
] as const;

export type AdviceRule = (typeof adviceRules)[number];

/** How much an advice asks of its reader. */
export type AdviceLevel = 'error' | 'warning' | 'note';

/**
 * How sure an advice is: `measured` on a running program, `exact` by the code, `bound` as the most that can
 * be, `heuristic` by a usual meaning of what stands there.
 */
export type AdviceConfidence = 'measured' | 'exact' | 'bound' | 'heuristic';

/** What a map costs at a number of entries. The figures are those of `plan`. */
export interface MapCost {
  readonly map: MapModel;
  /** Types as `plan` takes them. */
  readonly key: string;
  readonly value: string;
  readonly entries: number;
  readonly hint: number;
  readonly bytesHeld: number;
  readonly peakBytesHeld: number;
  readonly totalBytesAllocated: number;
  readonly totalAllocations: number;
  readonly growths: number;
}

/** The map as it is, and as advised; `null` where what is advised is no map of Go. */
export interface CostChange {
  readonly now: MapCost;
  readonly advised: MapCost | null;
}

/** A replacement in a file; positions in UTF-16 units from its start. */
export interface SourceEdit {
  readonly path: string;
  /** Where it starts, from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
  /** What stands there, and what is to stand there. */
  readonly was: string;
  readonly text: string;
}

/** What to write instead. Without edits it is left to a person. */
export interface AdviceFix {
  readonly description: string;
  readonly edits: readonly SourceEdit[];
}

/** Another place that an advice speaks of, and what is there. */
export interface RelatedPlace {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** One advice on one map. */
export interface Advice {
  readonly rule: AdviceRule;
  readonly level: AdviceLevel;
  readonly confidence: AdviceConfidence;
  readonly reason: string;
  /** At the entries that are known, else at 100, 10,000 and 1,000,000; `null` where sizes are unknown. */
  readonly bytes: readonly CostChange[] | null;
  readonly fix: AdviceFix | null;
  readonly related: readonly RelatedPlace[];
}

/** An advice that is known and not heeded. */
export interface SuppressedAdvice extends Advice {
  readonly suppressedBy: 'comment' | 'baseline';
  /** What the comment says, or which baseline knows it. */
  readonly because: string;
}

/** How often something is done to a map in its package. */
export interface UseCounts {
  readonly writes: number;
  readonly reads: number;
  readonly deletes: number;
  readonly ranges: number;
  readonly replaced: number;
  /** Handed on to where it is not followed. */
  readonly escapes: number;
}

/** The lock of a map, and how many of its uses hold one. */
export interface LockUse {
  readonly name: string;
  readonly kind: 'mutex' | 'rwmutex' | null;
  readonly locked: number;
  readonly unlocked: number;
}

/**
 * What the maps of a site held: in a running program by a heap profile, or by a record of `attach`, which counted
 * them; or in a run of a scenario that measures the site.
 */
export interface LiveFigures {
  readonly source: 'profile' | 'record' | 'run';
  /** Whether the profile took samples too rarely to have seen every table. */
  readonly isEstimate: boolean;
  /** Of the tables alone, by the best estimate. */
  readonly bytes: number;
  readonly tables: number;
  /** The fewest and the most entries of all maps of the site together. */
  readonly entriesFrom: number;
  readonly entriesTo: number;
  /** As `plan` has it; `null` where the site has several maps. */
  readonly nextGrowth: NextGrowth | null;
  /** Where a sample leaves open how many tables it has: as it would be with the others, likeliest first. */
  readonly otherGrowths: readonly NextGrowth[];
}

/** The insert that asks for memory, and the bytes of the map meanwhile and afterwards. */
export interface NextGrowth {
  readonly atEntries: number;
  readonly bytesDuring: number;
  readonly bytesAfter: number;
}

/** What a run measured of the map of a site behind one guard, under the mix of its scenario. */
export interface MeasuredGuard {
  readonly guard: Guard;
  readonly writers: number;
  readonly entries: number;
  readonly bytesHeld: number;
  readonly peakBytesHeld: number;
  /** Over the rounds, look-ups included; `null` where none was timed. */
  readonly nsPerWrite: {
    readonly median: number;
    readonly min: number;
    readonly max: number;
    readonly rounds: number;
  } | null;
}

/** Tables of maps in a profile that no site explains. */
export interface UnexplainedTables {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly bytes: number;
}

/** A map in a record of `attach` or of a run that no site explains. */
export interface UnexplainedMap {
  readonly name: string;
  /** `''` where it is not certain. */
  readonly type: string;
  readonly bytes: number;
  readonly entries: number;
}

/** A map in source code. */
export interface AdvisedSite {
  /** `path#owner.name`, which stays the same when lines move; a second one of that name ends with `~2`. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly kind: 'global' | 'field' | 'local';
  readonly type: string;
  /** The struct of a field, the function of a local variable; `''` of a global. */
  readonly owner: string;
  /** The map as `plan` takes it; `null` where a part of its type is not known. */
  readonly plan: { readonly map: MapModel; readonly key: string; readonly value: string } | null;
  readonly uses: UseCounts;
  readonly lock: LockUse | null;
  /** `null` without a profile, and where the profile shows none of its tables. */
  readonly live: LiveFigures | null;
  /** By guard, in the order of the run; `null` without a run that names the site. */
  readonly measured: readonly MeasuredGuard[] | null;
  readonly advice: readonly Advice[];
  readonly suppressed: readonly SuppressedAdvice[];
}

/** A comment for mapswell, and what is wrong with it. */
export interface CommentProblem {
  readonly path: string;
  readonly line: number;
  /** As in `mapswell:ignore`. */
  readonly comment: string;
  readonly problem: string;
}

/** The types of a Go compiler, and what they do not know. */
export interface TypesSummary {
  /** As in `go1.27.3`. */
  readonly go: string;
  /** Packages that it read, and those of them that an import is missing of. */
  readonly packages: number;
  readonly incomplete: number;
  /** Import paths that are neither at hand nor in the module cache. */
  readonly missing: readonly string[];
  /** Why packages were not reached; `null` where all were. */
  readonly problem: string | null;
}

/** Everything that `mapswell advise` found. */
export interface AdviceDocument {
  readonly kind: 'mapswell-advice';
  readonly version: 1;
  /** `types` where the types of a Go compiler were asked too, of as many files as `files.typed` says. */
  readonly engine: 'syntax' | 'types';
  /** `null` where no Go was asked. */
  readonly types: TypesSummary | null;
  /** The maps that figures are for: of each module, by its folder. */
  readonly modules: readonly {
    readonly path: string;
    readonly go: string | null;
    readonly map: MapModel;
  }[];
  readonly entries: number | null;
  readonly files: FileCounts;
  readonly sites: readonly AdvisedSite[];
  /** What a baseline knew: advice that was met again, and that was not; `null` without one. */
  readonly baseline: {
    readonly name: string;
    readonly met: number;
    readonly unmet: number;
  } | null;
  /** Comments for mapswell that are wrong, silence nothing or are about no map. */
  readonly comments: readonly CommentProblem[];
  /** Largest first; `null` without a profile. */
  readonly unexplained: readonly UnexplainedTables[] | null;
  /** Largest first; `null` without a record. */
  readonly unexplainedMaps: readonly UnexplainedMap[] | null;
}
