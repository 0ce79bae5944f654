import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import { goExactPass } from '../../subjects/go/go-exact-pass.ts';
import type { GoToolchain } from '../../subjects/go/go-toolchain.ts';
import type { Workload } from '../../workload/workload.ts';
import type { ClaimFigures } from './claim-figures.ts';

const keys = { kind: 'sequential' } as const;
const fill = { name: 'fill', keys, operationsPerWriter: 100_000, mix: { insert: 1 } } as const;
const empty = { name: 'delete', keys, operationsPerWriter: 90_000, mix: { delete: 1 } } as const;

/**
 * What a real map holds with 100,000 entries, and after 90 % of them were deleted: of two runs, with
 * the same hash, because between the points of a staircase nobody weighs.
 *
 * @throws SandboxError `environment` when the program does not build or fails
 */
export async function realDeletion(
  go: GoToolchain,
): Promise<NonNullable<ClaimFigures['deletion']>> {
  return { before: await heldAfter(go, [fill]), after: await heldAfter(go, [fill, empty]) };
}

async function heldAfter(go: GoToolchain, phases: Workload['phases']): Promise<number> {
  const options = { cell: cellOf(phases), arenaLimitBytes: null, onState: () => undefined };
  const { counts, outcome } = await goExactPass(options, go);
  if (counts !== null) return counts.stats.bytesHeld;
  const reason = 'message' in outcome ? outcome.message : outcome.kind;
  throw new SandboxError('environment', `expected ${go.version} to fill a map, got: ${reason}`);
}

function cellOf(phases: Workload['phases']): Cell {
  return {
    id: 'claims',
    scenario: 'claims',
    purpose: '',
    notes: '',
    target: 'go',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'none',
    hint: 0,
    workload: {
      writers: 1,
      ownership: 'same',
      shape: 'scrambled',
      stringKeyBytes: 16,
      seed: 1,
      phases,
    },
    limits: { memoryBytes: 2 ** 30, cpus: 1 },
    rounds: 1,
    timeLimitMs: 60_000,
    latencySampleInterval: 1024,
    parameters: {},
  };
}
