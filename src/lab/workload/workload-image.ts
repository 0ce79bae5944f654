import type { KeyLayout } from './key-layout.ts';
import { keySalt } from './key-bytes.ts';
import type { KeyDistribution, Mix, Phase, Workload } from './workload.ts';

const HEADER_BYTES = 40;
const PHASE_BYTES = 80;
const CERTAIN = 0x1_0000_0000;

const distributionCodes = {
  sequential: 0,
  uniform: 1,
  zipfian: 2,
  'hot-set': 3,
  'sliding-window': 4,
  adversarial: 5,
} as const satisfies Record<KeyDistribution['kind'], number>;

/**
 * A workload as the kernel reads it: the layout of src/maps/kernel/workload/workload-layout.ts.
 *
 * @param tables address of the key table of each adversarial phase, by the number of the phase
 */
export function workloadImage(
  workload: Workload,
  layout: KeyLayout,
  tables: ReadonlyMap<number, number> = new Map(),
): Uint8Array {
  const image = new DataView(new ArrayBuffer(HEADER_BYTES + workload.phases.length * PHASE_BYTES));
  image.setBigUint64(0, BigInt(workload.seed), true);
  image.setUint32(8, workload.writers, true);
  image.setUint32(12, workload.phases.length, true);
  image.setUint32(16, workload.ownership === 'disjoint' ? 1 : 0, true);
  image.setUint32(20, workload.shape === 'scrambled' ? 1 : 0, true);
  image.setUint32(24, layout.isString ? 1 : 0, true);
  image.setUint32(28, layout.keyBytes, true);
  image.setBigUint64(32, keySalt(workload.seed), true);
  for (const [number, phase] of workload.phases.entries())
    writePhase(image, HEADER_BYTES + number * PHASE_BYTES, phase, tables.get(number) ?? 0);
  return new Uint8Array(image.buffer);
}

function writePhase(image: DataView, at: number, phase: Phase, table: number): void {
  const { keys } = phase;
  const [insertBelow, updateBelow, deleteBelow] = mixThresholds(phase.mix);
  const setCount = (offset: number, value: number): void =>
    image.setBigUint64(at + offset, BigInt(value), true);
  setCount(0, phase.operationsPerWriter);
  setCount(8, insertBelow);
  setCount(16, updateBelow);
  setCount(24, deleteBelow);
  setCount(32, keyCount(keys));
  setCount(40, keys.kind === 'sequential' ? (keys.startAt ?? 0) : 0);
  setCount(48, keys.kind === 'hot-set' ? keys.hotKeys : 0);
  setCount(56, keys.kind === 'hot-set' ? Math.round(keys.hotShare * CERTAIN) : 0);
  image.setFloat64(at + 64, keys.kind === 'zipfian' ? keys.exponent : 0, true);
  image.setUint32(at + 72, distributionCodes[keys.kind], true);
  image.setUint32(at + 76, table, true);
}

function keyCount(keys: KeyDistribution): number {
  if (keys.kind === 'sequential') return 0;
  return keys.kind === 'sliding-window' ? keys.window : keys.keys;
}

/** Cumulative shares of inserts, updates and deletes, in 2^-32. */
function mixThresholds(mix: Mix): readonly [number, number, number] {
  const inserts = mix.insert ?? 0;
  const updates = inserts + (mix.update ?? 0);
  const deletes = updates + (mix.delete ?? 0);
  const total = deletes + (mix.lookup ?? 0);
  const threshold = (weight: number): number => Math.round((weight / total) * CERTAIN);
  return [threshold(inserts), threshold(updates), threshold(deletes)];
}
