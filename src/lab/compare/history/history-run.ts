import type { Acceptance } from '../baseline/baseline.ts';
import { readBaselineText } from '../baseline/read-baseline.ts';
import type { RunFigures } from '../figures/run-figures.ts';

/** One moment of a history: a run, or a version of a baseline with its two. */
export interface HistoryRun {
  /** What people call it: the id of the run, or the start of the commit. */
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** First line of the commit's message; `null` where there is no commit. */
  readonly subject: string | null;
  readonly batches: readonly RunFigures[];
  readonly acceptances: readonly Acceptance[];
}

/**
 * A version of a baseline, or of a record, as a moment.
 *
 * @throws SandboxError `input` naming the file and the commit where it cannot be read
 */
export async function historyRunOf(
  path: string,
  version: {
    readonly commit: string;
    readonly at: string;
    readonly subject: string;
    readonly text: string;
  },
): Promise<HistoryRun> {
  const name = version.commit.slice(0, 8);
  const { baseline, acceptances } = await readBaselineText(
    version.text,
    `${path} of commit ${name}`,
  );
  return { name, at: version.at, subject: version.subject, batches: baseline, acceptances };
}
