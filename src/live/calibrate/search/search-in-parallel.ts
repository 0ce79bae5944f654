import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { must } from '../../../base/primitives/must.ts';
import { numberAt } from '../../../base/primitives/number-at.ts';
import type { SettingFamily } from './setting-family.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { LeadHistogram } from './lead-histogram.ts';
import type { FamilyTally } from './search-families.ts';

/** What a worker is given: every family, over some of the cases. */
export interface SearchTask {
  readonly families: readonly SettingFamily[];
  readonly cases: readonly JudgedCase[];
  readonly leadMinutes: number;
}

/**
 * `searchFamilies` over several threads, each with its share of the cases; the tallies are sums, so
 * the answer does not depend on the number of threads.
 *
 * @param threads @default the cores of this machine
 */
export async function searchInParallel(
  task: SearchTask,
  threads: number = availableParallelism(),
): Promise<FamilyTally[]> {
  const parts = Array.from({ length: Math.min(threads, task.cases.length) }, (_, part) =>
    task.cases.filter((_case, index) => index % threads === part),
  );
  const tallies = await Promise.all(
    parts.map(async (cases) => await runWorker({ ...task, cases })),
  );
  return task.families.map((_, family) =>
    joinTallies(tallies.map((part) => must(part[family], 'a tally of each family'))),
  );
}

async function runWorker(task: SearchTask): Promise<FamilyTally[]> {
  const worker = new Worker(new URL('./search-worker.js', import.meta.url), { workerData: task });
  return await new Promise<FamilyTally[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a search thread ended without an answer')));
  });
}

function joinTallies(parts: readonly FamilyTally[]): FamilyTally {
  const failures = parts.reduce((sum, part) => sum + part.failures, 0);
  const settings = parts[0]?.warned.length ?? 0;
  const leads = new LeadHistogram(settings);
  for (const part of parts) leads.join(part.leads);
  const joined = {
    family: parts[0]?.family ?? 0,
    warned: new Float64Array(settings),
    falseAlarms: new Float64Array(settings),
    leads: leads.counts,
    failures,
    seriesDays: parts.reduce((sum, part) => sum + part.seriesDays, 0),
    deploymentFalseAlarms: new Float64Array(settings),
    deploymentDays: parts.reduce((sum, part) => sum + part.deploymentDays, 0),
  };
  for (let setting = 0; setting < settings; setting++) {
    for (const part of parts) {
      joined.warned[setting] = numberAt(joined.warned, setting) + numberAt(part.warned, setting);
      joined.falseAlarms[setting] =
        numberAt(joined.falseAlarms, setting) + numberAt(part.falseAlarms, setting);
      joined.deploymentFalseAlarms[setting] =
        numberAt(joined.deploymentFalseAlarms, setting) +
        numberAt(part.deploymentFalseAlarms, setting);
    }
  }
  return joined;
}
