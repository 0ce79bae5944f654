import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { makeRecord } from './make-record.ts';

const failed = { kind: 'failed', message: 'x', last: null } as const;

/** One cell more than a page holds, without figures, so that nothing is drawn. */
export function largeRecord(): RunRecord {
  return makeRecord(
    Array.from({ length: 201 }, (_, at) => ({
      id: `c${at}`,
      run: { inserts: 10 },
      hasCounts: false,
      exactOutcome: failed,
      rounds: [failed],
    })),
  );
}
