import { performance } from 'node:perf_hooks';
import { createKernel } from '../../maps/reference/kernel/kernel.ts';
import { buildGoProgram, type GoBuild } from '../subjects/go/build-go-program.ts';
import { compareFreshMaps } from './fresh-maps/compare-fresh-maps.ts';
import { fillRealMaps } from './fresh-maps/fill-real-maps.ts';
import { mapCases, mapWork, syncMapCases, syncMapWork } from './fresh-maps/fresh-map-cases.ts';
import { expectedMaps } from './fresh-maps/sample-references.ts';
import { type TypePair, typePairs, typesFile } from './fresh-maps/type-pairs.ts';

/** Entries of the largest map that is filled to find out how fast this machine is. */
const sampleEntries = 10_000;

/** What a part of the work takes here, and how much of it there is. */
export interface MeasuredPart {
  /** Milliseconds that the sample took. */
  readonly sampleMs: number;
  readonly sampleOperations: number;
  readonly operations: number;
}

/**
 * How long fresh maps of all types take: a sample of the smallest sizes is filled and timed, on both
 * sides and with its second looks, and the operations of the rest are taken to cost as much. Programs
 * are built before; the ones still to be built are taken to take as long as the first.
 *
 * @returns seconds
 * @throws SandboxError `environment` when a program does not build or fails
 */
export async function estimateVerification(
  build: GoBuild,
  pairs: readonly TypePair[] = typePairs,
): Promise<number> {
  const [first] = pairs;
  if (first === undefined) return 0;
  const kernel = createKernel();
  const { minor } = build.go;
  const sample: TypePair = { ...first, largest: Math.min(first.largest, sampleEntries) };
  const buildMs = await timeOf(async () => {
    await buildGoProgram({ name: 'totals', generated: { 'types.go': typesFile(sample) } }, build);
  });
  const parts: MeasuredPart[] = [];
  const kinds = [
    { casesOf: mapCases, workOf: mapWork },
    { casesOf: syncMapCases, workOf: syncMapWork },
  ];
  for (const { casesOf, workOf } of kinds) {
    const cases = casesOf(kernel, sample, minor);
    const sampleMs = await timeOf(async () => {
      await compareFreshMaps(cases, (jobs) => fillRealMaps(sample, jobs, build), build.signal);
    });
    parts.push({
      sampleMs,
      sampleOperations: operationsOf(cases),
      operations: operationsOf(pairs.flatMap(workOf)),
    });
  }
  return secondsOf(parts, buildMs * (pairs.length - 1));
}

/** Every part at the speed of its sample, and what is done once for each program. */
export function secondsOf(parts: readonly MeasuredPart[], onceMs: number): number {
  const ms = parts.map(({ sampleMs, sampleOperations, operations }) =>
    sampleOperations === 0 ? 0 : (sampleMs * operations) / sampleOperations,
  );
  return (ms.reduce((sum, one) => sum + one, 0) + onceMs) / 1000;
}

/** Operations on both sides, as many maps as are filled where chance has a say. */
function operationsOf(cases: readonly { readonly operations: number }[]): number {
  return cases.reduce((sum, { operations }) => sum + 2 * operations * expectedMaps(operations), 0);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
