import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { Advice, AdviceConfidence, LiveFigures, RelatedPlace } from '../advice-document.ts';
import type { Contract, Promised } from '../comments/contracts.ts';
import type { MapSite, SiteUse } from '../sites/map-site.ts';
import { inLoop } from '../sites/walk-context.ts';
import { isChange, sharedAccesses, unguarded, usualLock } from './access.ts';
import { literalOf } from './literals.ts';
import type { RuleContext } from './rule-context.ts';
import { usesText, whereText } from './where-text.ts';

interface Breach {
  readonly promise: Promised<unknown>;
  readonly problem: string;
  readonly confidence: AdviceConfidence;
  readonly uses: readonly SiteUse[];
}

/** What a comment promises of a map and the code or a running program does not keep. */
export function contractAdvice(site: MapSite, context: RuleContext): Advice | null {
  return breachAdvice([
    guardBreach(site, context),
    ownerBreach(site, context),
    maxBreach(site, context),
    safetyBreach(site, context),
  ]);
}

/** The same of a collection of which only figures of a running program can tell. */
export function maxAdvice({ max }: Contract, live: LiveFigures | null): Advice | null {
  return breachAdvice([max === undefined ? null : heldBreach(max, live)]);
}

function breachAdvice(found: readonly (Breach | null)[]): Advice | null {
  const breaches = found.filter((one) => one !== null);
  const [first] = breaches;
  if (first === undefined) return null;
  return {
    rule: 'contract',
    level: 'error',
    confidence: first.confidence,
    reason: breaches
      .map(({ promise, problem }) => `"${promise.comment}" in line ${promise.line}: ${problem}`)
      .join('; '),
    bytes: null,
    fix: null,
    related: breaches.flatMap(({ uses }) => uses.map(relatedUse)),
  };
}

/** With `--require-contract`: a map that goroutines may share and that says nothing about it. */
export function noContractAdvice(site: MapSite, context: RuleContext): Advice | null {
  const { contract } = context;
  if (!isShared(site)) return null;
  if (contract.guardedBy ?? contract.owner ?? contract.isConcurrencySafe) return null;
  const beside = site.lock === null ? '' : `; ${site.lock.name} stands beside it`;
  return {
    rule: 'no-contract',
    level: 'error',
    confidence: 'exact',
    reason: `goroutines may share it, and no comment says what guards it${beside}`,
    bytes: null,
    fix: {
      description: `write //mapswell:guarded-by ${site.lock?.name ?? 'LOCK'} or //mapswell:owner goroutine above it`,
      edits: [],
    },
    related: [],
  };
}

/** A variable of the package that changes after it is made, or a field beside a lock. */
function isShared(site: MapSite): boolean {
  if (site.kind === 'local') return false;
  return site.lock !== null || (site.kind === 'global' && sharedAccesses(site).some(isChange));
}

function guardBreach(site: MapSite, { contract: { guardedBy } }: RuleContext): Breach | null {
  if (guardedBy === undefined) return null;
  const uses = unguarded(site, guardedBy.value);
  if (uses.length === 0) return null;
  return {
    promise: guardedBy,
    problem: `${whereText(uses)} without it`,
    confidence: 'heuristic',
    uses,
  };
}

function ownerBreach(site: MapSite, { contract: { owner } }: RuleContext): Breach | null {
  if (owner === undefined) return null;
  const uses = fromSeveral(sharedAccesses(site));
  if (uses.length === 0) return null;
  return {
    promise: owner,
    problem: `goroutines beside its own touch it: ${whereText(uses)}`,
    confidence: 'heuristic',
    uses,
  };
}

function maxBreach(site: MapSite, { contract: { max }, live, fill }: RuleContext): Breach | null {
  if (max === undefined) return null;
  const literal = literalOf(site)?.entries.length ?? 0;
  const filled = fill?.certainty === 'exact' ? (fill.source.count ?? 0) : 0;
  const most = Math.max(literal, filled);
  if (most > max.value)
    return {
      promise: max,
      problem: `it is made with ${formatCount(most)} entries`,
      confidence: 'exact',
      uses: [],
    };
  return heldBreach(max, live);
}

function heldBreach(max: Promised<number>, live: LiveFigures | null): Breach | null {
  if (live === null || live.entriesFrom <= max.value) return null;
  return {
    promise: max,
    problem: `the running program holds at least ${formatCount(live.entriesFrom)} entries`,
    confidence: 'measured',
    uses: [],
  };
}

function safetyBreach(site: MapSite, { contract }: RuleContext): Breach | null {
  const promise = contract.isConcurrencySafe;
  if (promise === undefined) return null;
  const accesses = sharedAccesses(site);
  if (!promise.value) {
    const uses = fromSeveral(
      accesses.filter(({ lock, isCallerLocked }) => lock === null && !isCallerLocked),
    );
    return uses.length === 0
      ? null
      : {
          promise,
          problem: `several goroutines touch it without a lock: ${whereText(uses)}`,
          confidence: 'heuristic',
          uses,
        };
  }
  // Nobody needs a lock for what is never changed once it is shared.
  if (!accesses.some(isChange)) return null;
  const lock = usualLock(site);
  const uses = lock === null ? accesses : unguarded(site, lock);
  if (uses.length === 0) return null;
  const without = lock === null ? 'no lock is ever held' : `${lock} is not held`;
  return { promise, problem: `${without} in ${whereText(uses)}`, confidence: 'heuristic', uses };
}

/** Uses in goroutines that are not the one with the first use; none where one goroutine has them all. */
function fromSeveral(uses: readonly SiteUse[]): readonly SiteUse[] {
  const [first] = uses;
  const others = uses.filter(({ goroutine }) => goroutine !== first?.goroutine);
  if (others.length > 0) return others;
  // A goroutine that a loop starts is several.
  return uses.filter((use) => use.goroutine.endsWith(inLoop) && isChange(use));
}

function relatedUse(use: SiteUse): RelatedPlace {
  return { path: use.file.path, line: use.line, text: usesText(use) };
}
