import { phaseLayout, workloadLayout } from '../../maps/reference/kernel/kernel-layouts.ts';
import { distributionImage } from './distributions.ts';
import type { KeyLayout } from './key-layout.ts';
import { keySalt } from './key-bytes.ts';
import type { Mix, Phase, Workload } from './workload.ts';

const certain = 0x1_0000_0000;

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
  const { keys = 0, startAt = 0, hotKeys = 0, ...figures } = distributionImage(phase.keys);
  const { at } = phaseLayout;
  const [insertBelow, updateBelow, deleteBelow] = mixThresholds(phase.mix);
  const setCount = (offset: number, value: number): void =>
    image.setBigUint64(start + offset, BigInt(value), true);
  setCount(at.operationsPerWriter, phase.operationsPerWriter);
  setCount(at.insertBelow, insertBelow);
  setCount(at.updateBelow, updateBelow);
  setCount(at.deleteBelow, deleteBelow);
  setCount(at.keys, keys);
  setCount(at.startAt, startAt);
  setCount(at.hotKeys, hotKeys);
  setCount(at.hotBelow, Math.round((figures.hotShare ?? 0) * certain));
  image.setFloat64(start + at.exponent, figures.exponent ?? 0, true);
  image.setUint32(start + at.distribution, figures.code, true);
  image.setUint32(start + at.table, table, true);
}

/** Cumulative shares of inserts, updates and deletes, in 2^-32. */
function mixThresholds(mix: Mix): readonly [number, number, number] {
  const inserts = mix.insert ?? 0;
  const updates = inserts + (mix.update ?? 0);
  const deletes = updates + (mix.delete ?? 0);
  const total = deletes + (mix.lookup ?? 0);
  const threshold = (weight: number): number => Math.round((weight / total) * certain);
  return [threshold(inserts), threshold(updates), threshold(deletes)];
}
