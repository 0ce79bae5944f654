import type { HttpMeasurement } from '../../../lab/record/http-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';

/** A round over HTTP whose course is shown: rounds cannot be laid over each other. */
export interface HttpRound {
  /** From 0. */
  readonly round: number;
  readonly http: HttpMeasurement;
}

/** The round with the median number of requests per second; `null` where no round was over HTTP. */
export function typicalHttpRound({ rounds }: CellRecord): HttpRound | null {
  const measured = rounds.flatMap(({ round, measurement }) =>
    measurement?.http === undefined ? [] : [{ round, http: measurement.http }],
  );
  const ordered = measured.toSorted((a, b) => a.http.requestsPerSecond - b.http.requestsPerSecond);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}
