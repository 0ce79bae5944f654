import { Distribution } from '../../maps/reference/kernel/kernel-enums.ts';
import { phaseLayout, workloadLayout } from '../../maps/reference/kernel/kernel-layouts.ts';
import type { KeyLayout } from './key-layout.ts';
import { keySalt } from './key-bytes.ts';
import type { KeyDistribution, Mix, Phase, Workload } from './workload.ts';

const CERTAIN = 0x1_0000_0000;

const distributionCodes = {
  sequential: Distribution.Sequential,
  uniform: Distribution.Uniform,
  zipfian: Distribution.Zipfian,
  'hot-set': Distribution.HotSet,
  'sliding-window': Distribution.SlidingWindow,
  adversarial: Distribution.Adversarial,
} as const satisfies Record<KeyDistribution['kind'], number>;

/**
 * A workload as the kernel reads it: a `Workload`, then a `Phase` for each phase.
 *
 * @param tables address of the key table of each adversarial phase, by the number of the phase
 */
export function workloadImage(
  workload: Workload,
  layout: KeyLayout,
  tables: ReadonlyMap<number, number> = new Map(),
): Uint8Array {
  const { at, bytes } = workloadLayout;
  const image = new DataView(new ArrayBuffer(bytes + workload.phases.length * phaseLayout.bytes));
  image.setBigUint64(at.seed, BigInt(workload.seed), true);
  image.setUint32(at.writers, workload.writers, true);
  image.setUint32(at.phaseCount, workload.phases.length, true);
  image.setUint32(at.isDisjoint, workload.ownership === 'disjoint' ? 1 : 0, true);
  image.setUint32(at.isScrambled, workload.shape === 'scrambled' ? 1 : 0, true);
  image.setUint32(at.isString, layout.isString ? 1 : 0, true);
  image.setUint32(at.keyBytes, layout.keyBytes, true);
  image.setBigUint64(at.salt, keySalt(workload.seed), true);
  for (const [number, phase] of workload.phases.entries())
    writePhase(image, bytes + number * phaseLayout.bytes, phase, tables.get(number) ?? 0);
  return new Uint8Array(image.buffer);
}

function writePhase(image: DataView, start: number, phase: Phase, table: number): void {
  const { keys } = phase;
  const { at } = phaseLayout;
  const [insertBelow, updateBelow, deleteBelow] = mixThresholds(phase.mix);
  const setCount = (offset: number, value: number): void =>
    image.setBigUint64(start + offset, BigInt(value), true);
  setCount(at.operationsPerWriter, phase.operationsPerWriter);
  setCount(at.insertBelow, insertBelow);
  setCount(at.updateBelow, updateBelow);
  setCount(at.deleteBelow, deleteBelow);
  setCount(at.keys, keyCount(keys));
  setCount(at.startAt, keys.kind === 'sequential' ? (keys.startAt ?? 0) : 0);
  setCount(at.hotKeys, keys.kind === 'hot-set' ? keys.hotKeys : 0);
  setCount(at.hotBelow, keys.kind === 'hot-set' ? Math.round(keys.hotShare * CERTAIN) : 0);
  image.setFloat64(start + at.exponent, keys.kind === 'zipfian' ? keys.exponent : 0, true);
  image.setUint32(start + at.distribution, distributionCodes[keys.kind], true);
  image.setUint32(start + at.table, table, true);
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
