import type { Environment } from '../../record/environment.ts';
import type { ShardAttempt } from './read-shard.ts';

/** Machines whose times may stand in one figure. */
export interface MachineKind {
  /** What they share, in words. */
  readonly name: string;
  readonly first: ShardAttempt;
  readonly attempts: readonly ShardAttempt[];
}

/**
 * Groups attempts by hardware, system and versions: a time says nothing of another kind of machine. The
 * kind with most processes comes first, then by name.
 */
export function machineKinds(attempts: readonly ShardAttempt[]): readonly MachineKind[] {
  const kinds = new Map<
    string,
    { readonly first: ShardAttempt; readonly attempts: ShardAttempt[] }
  >();
  for (const attempt of attempts) {
    const name = kindName(attempt.header.environment);
    const known = kinds.get(name);
    if (known === undefined) kinds.set(name, { first: attempt, attempts: [attempt] });
    else known.attempts.push(attempt);
  }
  return [...kinds]
    .map(([name, { first, attempts: ofKind }]) => ({ name, first, attempts: ofKind }))
    .toSorted(
      (a, b) => processesOf(b) - processesOf(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
}

function kindName({ cpuModel, cores, platform, arch, osRelease, node }: Environment): string {
  const kernel = osRelease.split('.').slice(0, 2).join('.');
  return `${cpuModel}, ${cores} cores, ${arch}, ${platform} ${kernel}, Node.js ${node}`;
}

function processesOf({ attempts }: MachineKind): number {
  return attempts.reduce((sum, { results }) => sum + results.size, 0);
}
