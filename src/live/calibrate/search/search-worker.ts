import { parentPort, workerData } from 'node:worker_threads';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { FamilySearch } from './search-families.ts';
import type { SearchTask } from './search-in-parallel.ts';

// Cases come in batches, each answered when it is counted; after the last, `null`, the tallies go back.
const { families, leadMinutes }: SearchTask = workerData;
const search = new FamilySearch(families, leadMinutes);

parentPort?.on('message', (cases: readonly JudgedCase[] | null) => {
  for (const judged of cases ?? []) search.add(judged);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(cases === null ? search.tallies : null);
  if (cases === null) parentPort?.close();
});
