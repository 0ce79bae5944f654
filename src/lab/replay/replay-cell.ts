import type { MapSpec } from '../../maps/model/map-spec.ts';
import type { Cell } from '../config/cell.ts';
import { defaults } from '../config/defaults.ts';

/** The map that a recording is replayed on. */
/** `hint` is 0 and `seed` 1 where they are not given. */
export interface ReplayMapRequest
  extends Pick<MapSpec, 'map' | 'key' | 'value'>, Partial<Pick<MapSpec, 'hint' | 'seed'>> {
  /** Bytes of a string key. @default 16 */
  readonly stringKeyBytes?: number;
}

/** The cell of one writer that a replay is, but for its operations. */
export function replayCell(request: ReplayMapRequest): Cell {
  const { map, key, value, hint = 0, seed = defaults.seed } = request;
  const { stringKeyBytes = defaults.stringKeyBytes } = request;
  return {
    id: 'replay',
    scenario: 'replay',
    purpose: 'recorded traffic',
    notes: '',
    target: 'reference',
    map,
    key,
    value,
    guard: 'none',
    hint,
    workload: {
      writers: 1,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes,
      phases: [],
      seed,
    },
    limits: defaults.limits,
    rounds: 1,
    timeLimitMs: defaults.timeLimitMs,
    latencySampleInterval: defaults.latencySampleInterval,
    parameters: {},
  };
}
