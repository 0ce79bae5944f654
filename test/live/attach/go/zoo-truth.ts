import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';

/** What the program itself says of one of its maps. */
export interface ZooFact {
  readonly addr: string;
  readonly type: string;
  readonly len: number;
  readonly where: string;
}

/** What was seen from outside beside what the program says: counts, and what is wrong in words. */
export interface ZooComparison {
  readonly found: number;
  /** Maps without an entry and without a table: only their headers are there. */
  readonly empty: number;
  readonly exact: number;
  readonly amongCandidates: number;
  readonly named: number;
  readonly others: readonly LiveMap[];
  readonly wrong: readonly string[];
}

/** Compares a look with the truth. `counts` = entries that are right for a fact. */
export function compareWithTruth(
  truth: readonly ZooFact[],
  maps: readonly LiveMap[],
  emptyHeaders: readonly number[],
  isRight: (fact: ZooFact, entries: number) => boolean = (fact, entries) => fact.len === entries,
): ZooComparison {
  const byAddress = new Map(maps.map((map) => [Number(map.address), map]));
  const empties = new Set(emptyHeaders);
  const wrong: string[] = [];
  let [found, empty, exact, amongCandidates, named] = [0, 0, 0, 0, 0];
  for (const fact of truth) {
    const address = Number(fact.addr);
    const map = byAddress.get(address);
    if (map === undefined) {
      if (empties.has(address) && isRight(fact, 0)) empty += 1;
      else wrong.push(`${fact.where} with ${fact.len} entries was not found`);
      continue;
    }
    found += 1;
    if (!isRight(fact, map.figures.entries)) {
      wrong.push(`${fact.where} has ${fact.len} entries, seen ${map.figures.entries}`);
    }
    if (map.name !== null) named += 1;
    if (map.type === null) {
      if (map.candidateTypes.some((type) => isSameType(type, fact.type))) amongCandidates += 1;
      else wrong.push(`${fact.where}: ${fact.type} is not one of ${map.candidateTypes.join(', ')}`);
    } else if (isSameType(map.type, fact.type)) exact += 1;
    else wrong.push(`${fact.where}: ${fact.type} was seen as ${map.type}`);
  }
  const known = new Set(truth.map(({ addr }) => Number(addr)));
  const others = maps.filter(({ address }) => !known.has(Number(address)));
  return { found, empty, exact, amongCandidates, named, others, wrong };
}

function isSameType(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

/** Go prints some types in two ways. */
function plain(type: string): string {
  return type.replaceAll(/interface ?\{\}/g, 'any').replaceAll(/\buint8\b/g, 'byte');
}
