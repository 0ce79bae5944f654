import { parentPort, workerData } from 'node:worker_threads';
import { searchFamilies } from './search-families.ts';
import type { SearchTask } from './search-in-parallel.ts';

// One part of a search: the task comes with the start, the tallies go back once.
const task: SearchTask = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(searchFamilies(task.families, task.cases, task.leadMinutes));
