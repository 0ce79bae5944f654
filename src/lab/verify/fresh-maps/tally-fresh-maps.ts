import type { CaseResult } from './compare-fresh-maps.ts';
import type { FieldTally } from '../field-tally.ts';
import { type FillFigures, fillFigureNames } from '../figure-sums.ts';

const rule = 'means within 0.2 %, or 5 standard errors';

const titles: Readonly<Record<keyof FillFigures, string>> = {
  allocatedBytes: 'bytes allocated, mean',
  allocations: 'allocations, mean',
  heldBytes: 'bytes held after GC, mean',
};

/** Counts the differences of fresh maps, and remarks the largest deviation of every figure. */
export function tallyFreshMaps(
  tally: FieldTally,
  results: readonly CaseResult[],
  prefix: string = '',
): void {
  for (const result of results) {
    if (result.growths !== null) tallyGrowths(tally, result.name, result.growths);
    for (const figure of fillFigureNames)
      tally.add(`${prefix}${titles[figure]}`, differenceOf(result, figure), rule);
  }
  for (const figure of fillFigureNames)
    tally.remark(`${prefix}${titles[figure]}`, largestDeviation(results, figure));
}

function tallyGrowths(
  tally: FieldTally,
  name: string,
  { real, modelled }: NonNullable<CaseResult['growths']>,
): void {
  const found = real.join(', ');
  const expected = modelled.join(', ');
  const difference = found === expected ? null : `${name}: real at ${found}, model at ${expected}`;
  tally.add('inserts that grow the map', difference);
}

function differenceOf(result: CaseResult, figure: keyof FillFigures): string | null {
  const { share, chance, isEqual } = result.verdicts[figure];
  if (isEqual) return null;
  return (
    `${result.name}: real ${result.real[figure].toFixed(1)}, model ${result.modelled[figure].toFixed(1)}, ` +
    `${percent(share, 2)} apart where chance explains ${percent(chance, 2)}`
  );
}

function largestDeviation(results: readonly CaseResult[], figure: keyof FillFigures): string {
  const shares = results.map(({ name, verdicts }) => ({ name, share: verdicts[figure].share }));
  const [largest] = shares.toSorted((a, b) => b.share - a.share);
  if (largest === undefined || largest.share === 0) return 'all identical';
  return `largest ${percent(largest.share, 3)}: ${largest.name}`;
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toFixed(digits)} %`;
}
