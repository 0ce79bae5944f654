import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { bundledProgram } from '../../../base/primitives/bundled-program.ts';
import { pause } from '../../../base/primitives/pause.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { joinTallies } from './join-tallies.ts';
import { FamilySearch, type FamilyTally } from './search-families.ts';
import type { SettingFamily } from './setting-family.ts';

/** What every worker is given at its start. */
export interface SearchTask {
  readonly families: readonly SettingFamily[];
  readonly leadMinutes: number;
}

interface Waiting {
  readonly resolve: (tallies: readonly FamilyTally[] | null) => void;
  readonly reject: (error: Error) => void;
}

/** Who follows a search, and may end it. */
export interface SearchWatch {
  /** Batches of cases that were counted. */
  readonly onCounted?: (batches: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Searches over several threads, which take the cases batch by batch; the tallies are sums of whole
 * numbers, so the answer does not depend on who counted what. A thread holds two batches at most;
 * one thread is the one that asks.
 *
 * @param threads @default the cores of this machine
 * @throws AbortError where the signal is aborted
 */
export async function searchInParallel(
  task: SearchTask,
  batches: Iterable<readonly JudgedCase[]>,
  threads: number = availableParallelism(),
  watch: SearchWatch = {},
): Promise<readonly FamilyTally[]> {
  if (threads === 1) return await searchHere(task, batches, watch);
  const { onCounted, signal } = watch;
  const waiting = batches[Symbol.iterator]();
  const take = (): readonly JudgedCase[] | null => {
    const next = waiting.next();
    return next.done === true ? null : next.value;
  };
  let counted = 0;
  const lane = async (): Promise<readonly FamilyTally[]> => {
    let batch = take();
    const thread = batch === null ? null : new SearchThread(task);
    try {
      // The next batch is made while the one before is counted.
      while (batch !== null) {
        const answer = thread?.ask(batch);
        batch = take();
        await answer;
        counted += 1;
        onCounted?.(counted);
        await pause(signal);
      }
      return (await thread?.ask(null)) ?? [];
    } finally {
      await thread?.end();
    }
  };
  const parts = await Promise.all(Array.from({ length: threads }, lane));
  return new FamilySearch(task.families, task.leadMinutes).tallies.map((empty, family) =>
    joinTallies([empty, ...parts.flatMap((part) => part[family] ?? [])]),
  );
}

/** Without a thread: nothing is copied, and what is compiled already is used. */
async function searchHere(
  task: SearchTask,
  batches: Iterable<readonly JudgedCase[]>,
  { onCounted, signal }: SearchWatch,
): Promise<readonly FamilyTally[]> {
  const search = new FamilySearch(task.families, task.leadMinutes);
  let counted = 0;
  for (const batch of batches) {
    for (const judged of batch) {
      search.add(judged);
      await pause(signal);
    }
    counted += 1;
    onCounted?.(counted);
  }
  return search.tallies;
}

/** One thread of a search: a question at a time, each with one answer. */
class SearchThread {
  readonly #worker: Worker;
  #waiting: Waiting | null = null;

  constructor(task: SearchTask) {
    this.#worker = new Worker(bundledProgram(new URL('./search-worker.js', import.meta.url)), {
      workerData: task,
    });
    this.#worker.on('message', (tallies: readonly FamilyTally[] | null) =>
      this.#waiting?.resolve(tallies),
    );
    this.#worker.on('error', (error) => this.#waiting?.reject(error));
    this.#worker.on('exit', () =>
      this.#waiting?.reject(new Error('a search thread ended without an answer')),
    );
  }

  /** Gives it a batch, or asks for its sums. */
  async ask(batch: readonly JudgedCase[] | null): Promise<readonly FamilyTally[] | null> {
    const answer = new Promise<readonly FamilyTally[] | null>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(batch);
    return await answer;
  }

  async end(): Promise<void> {
    this.#waiting = null;
    await this.#worker.terminate();
  }
}
