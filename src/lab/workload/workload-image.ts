import { Holds, KeyForm } from '../../maps/reference/kernel/kernel-enums.ts';
import { phaseLayout, workloadLayout } from '../../maps/reference/kernel/kernel-layouts.ts';
import { distributionImage } from './distributions.ts';
import type { KeyLayout } from './key-layout.ts';
import { keySalt } from './key-bytes.ts';
import type { Phase, WholeOperation, Workload } from './workload.ts';

const certain = 0x1_0000_0000;

/**
 * A workload as the kernel reads it: a `Workload`, then a `Phase` for each phase.
 *
 * @param tables address of the key table of each adversarial phase, by the number of the phase
 * @param parts address of the parts of keys that have some
 */
export function workloadImage(
  workload: Workload,
  layout: KeyLayout,
  tables: ReadonlyMap<number, number> = new Map(),
  parts = 0,
): Uint8Array {
  const { at, bytes } = workloadLayout;
  const image = new DataView(new ArrayBuffer(bytes + workload.phases.length * phaseLayout.bytes));
  image.setBigUint64(at.seed, BigInt(workload.seed), true);
  image.setUint32(at.writers, workload.writers, true);
  image.setUint32(at.phaseCount, workload.phases.length, true);
  image.setUint32(at.isDisjoint, workload.ownership === 'disjoint' ? 1 : 0, true);
  image.setUint32(at.isScrambled, workload.shape === 'scrambled' ? 1 : 0, true);
  image.setUint32(at.form, formOf(layout), true);
  image.setBigUint64(at.nanEvery, BigInt(workload.nanEvery ?? 0), true);
  image.setUint32(at.keyBytes, layout.keyBytes, true);
  image.setUint32(at.ownBytes, layout.ownBytes ?? layout.keyBytes, true);
  image.setUint32(at.headBytes, headBytes(layout), true);
  image.setUint32(at.parts, parts, true);
  image.setUint32(at.partCount, layout.parts?.list.length ?? 0, true);
  image.setUint32(at.holds, holds[layout.parts?.holds ?? 'int'], true);
  image.setUint32(at.textBytes, layout.parts?.textBytes ?? 0, true);
  image.setBigUint64(at.salt, keySalt(workload.seed), true);
  for (const [number, phase] of workload.phases.entries())
    writePhase(image, bytes + number * phaseLayout.bytes, phase, tables.get(number) ?? 0);
  return new Uint8Array(image.buffer);
}

const holds = { int: Holds.Integers, string: Holds.Texts, mixed: Holds.Both } as const;

const stringHeaderBytes = 16;

/** Bytes of a key as the map takes it, before those that the workload writes, where these are apart. */
function headBytes({ isString, parts }: KeyLayout): number {
  if (parts !== undefined) return Math.ceil(parts.sizeBytes / 8) * 8;
  return isString ? stringHeaderBytes : 0;
}

function formOf({ isString, isFloat = false, parts }: KeyLayout): number {
  if (parts !== undefined) return KeyForm.Parts;
  if (isFloat) return KeyForm.Float;
  return isString ? KeyForm.String : KeyForm.Bytes;
}

function writePhase(image: DataView, start: number, phase: Phase, table: number): void {
  const { keys = 0, startAt = 0, hotKeys = 0, ...figures } = distributionImage(phase.keys);
  const { at } = phaseLayout;
  const [insertBelow = 0, updateBelow = 0, deleteBelow = 0, lookupBelow = 0, modifyBelow = 0] =
    mixThresholds(phase);
  const setCount = (offset: number, value: number): void =>
    image.setBigUint64(start + offset, BigInt(value), true);
  setCount(at.operationsPerWriter, phase.operationsPerWriter);
  setCount(at.insertBelow, insertBelow);
  setCount(at.updateBelow, updateBelow);
  setCount(at.deleteBelow, deleteBelow);
  setCount(at.lookupBelow, lookupBelow);
  setCount(at.modifyBelow, modifyBelow);
  setCount(at.expireAge, phase.expireAfter ?? 0);
  for (const whole of phase.whole ?? []) writeWhole(setCount, whole);
  setCount(at.keys, keys);
  setCount(at.startAt, startAt);
  setCount(at.hotKeys, hotKeys);
  setCount(at.hotBelow, Math.round((figures.hotShare ?? 0) * certain));
  image.setFloat64(start + at.exponent, figures.exponent ?? 0, true);
  image.setUint32(start + at.distribution, figures.code, true);
  image.setUint32(start + at.continues, figures.continues === true ? 1 : 0, true);
  image.setUint32(start + at.table, table, true);
}

function writeWhole(
  setCount: (offset: number, value: number) => void,
  whole: WholeOperation,
): void {
  const { at } = phaseLayout;
  switch (whole.kind) {
    case 'clear':
      setCount(at.clearEvery, whole.every);
      break;
    case 'iterate':
      setCount(at.iterateEvery, whole.every);
      setCount(at.iterateFirst, whole.first ?? 0);
      setCount(at.iterateStep, whole.step ?? 0);
      break;
    case 'copy':
      setCount(at.copyEvery, whole.every);
      setCount(at.copyHint, whole.hint === true ? 1 : 0);
      break;
    case 'delete-if':
      setCount(at.deleteIfEvery, whole.every);
      setCount(at.deleteIfAge, whole.olderThan);
      break;
  }
}

/**
 * Cumulative shares of inserts, updates, deletes, look-ups and read-modify-writes, in 2^-32. Look-ups that
 * delete what is too old are what is left.
 */
function mixThresholds({ mix, expireAfter }: Phase): readonly number[] {
  const lookups = mix.lookup ?? 0;
  const inserts = mix.insert ?? 0;
  const updates = inserts + (mix.update ?? 0);
  const deletes = updates + (mix.delete ?? 0);
  const plain = deletes + (expireAfter === undefined ? lookups : 0);
  const modifies = plain + (mix.readModifyWrite ?? 0);
  const total = modifies + (expireAfter === undefined ? 0 : lookups);
  return [inserts, updates, deletes, plain, modifies].map((weight) =>
    total === 0 ? 0 : Math.round((weight / total) * certain),
  );
}
