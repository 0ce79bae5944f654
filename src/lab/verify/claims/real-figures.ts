import process from 'node:process';
import { must } from '../../../base/primitives/must.ts';
import { familyOfGo } from '../../../maps/model/model-facts.ts';
import type { GoBuild } from '../../subjects/go/build-go-program.ts';
import { type FillJob, fillRealMaps, type RealFill } from '../fresh-maps/fill-real-maps.ts';
import { type TypePair, typePairs } from '../fresh-maps/type-pairs.ts';
import { watchNodeMap } from '../verify-node-map.ts';
import { type ClaimFigures, chainedHint, entriesAtLoad, growingInsert } from './claim-figures.ts';
import { goClaimFigures, nodeClaimFigures } from './figures-of-real.ts';
import { realDeletion } from './real-deletion.ts';

/** Maps of a job: many, so that what else a program allocates does not count. */
const copies = 200;

/**
 * Asks the real map of a Go toolchain all that claims need and that can be seen from outside.
 *
 * @throws SandboxError `environment` when a program does not build or fails
 */
export async function realGoFigures(build: GoBuild): Promise<ClaimFigures> {
  const family = familyOfGo(build.go.minor);
  const insert = growingInsert[family];
  const jobs = {
    empty: job(0, 0, 2000),
    large: job(family === 'swiss' ? 800 : 100_000, 0, 2),
    hinted: job(60, 4),
    thousand: job(1000),
    stalled: job(insert),
    made: job(insert, insert),
    sparse: job(entriesAtLoad(0.3), chainedHint, 1),
    dense: job(entriesAtLoad(0.75), chainedHint, 1),
  };
  const list = Object.values(jobs);
  const fills = await fillRealMaps(pairOf('int64'), list, build);
  const sets = await fillRealMaps(pairOf('struct{}'), [jobs.thousand], build);
  const fillOf = (asked: FillJob): RealFill =>
    must(fills[list.indexOf(asked)], 'an answer to each job');
  return goClaimFigures(build.go, {
    empty: fillOf(jobs.empty),
    large: fillOf(jobs.large),
    hinted: fillOf(jobs.hinted),
    thousand: fillOf(jobs.thousand),
    set: must(sets[0], 'an answer to each job'),
    stalled: fillOf(jobs.stalled),
    made: fillOf(jobs.made),
    sparse: fillOf(jobs.sparse),
    dense: fillOf(jobs.dense),
    deletion: await realDeletion(build.go),
  });
}

/** What the heap of this Node shows of its `Map`. */
export async function realNodeFigures(
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<ClaimFigures> {
  return nodeClaimFigures(process.versions.node, await watchNodeMap(env, signal));
}

function job(entries: number, hint: number = 0, maps: number = copies): FillJob {
  return { way: 'map', entries, hint, copies: maps };
}

function pairOf(value: string): TypePair {
  return must(
    typePairs.find((pair) => pair.key.type === 'int64' && pair.value === value),
    `a type pair of int64 and ${value}`,
  );
}
