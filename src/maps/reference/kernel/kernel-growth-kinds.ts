import type { GrowthKind as GrowthName } from '../../model/growth-event.ts';
import { GrowthKind } from './kernel-enums.ts';
import { namesByNumber } from './names-by-number.ts';

/** The kinds of growth that a map of Go can have, by the kernel's numbers. */
export const kernelGrowthKinds: readonly GrowthName[] = namesByNumber<
  keyof typeof GrowthKind,
  GrowthName
>(GrowthKind, {
  Double: 'double',
  SameSize: 'same-size',
  TableGrowth: 'table-growth',
  Split: 'split',
  DirectoryDoubling: 'directory-doubling',
  Prune: 'prune',
});
