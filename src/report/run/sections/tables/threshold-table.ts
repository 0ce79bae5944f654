import { judgeThresholds } from '../../../../lab/compare/thresholds/judge-thresholds.ts';
import type { CellRecord, RunRecord } from '../../../../lab/record/run-record.ts';
import { dataTable } from '../../../kit/page/data-table.ts';
import { foreign, type Markup } from '../../../kit/page/html.ts';

/** Whether the cell is what its scenario says is acceptable; `null` where that says nothing. */
export function thresholdTable(
  record: CellRecord,
  run: Pick<RunRecord, 'yardstick' | 'environment'>,
): Markup | null {
  const verdicts = judgeThresholds({ ...run, cells: [record] });
  if (verdicts.length === 0) return null;
  const { thresholds = {} } = record.cell;
  const written = new Map(Object.entries(thresholds));
  return dataTable(
    'Thresholds',
    [{ title: 'Threshold' }, { title: 'verdict' }, { title: 'figure' }],
    verdicts.map(({ figure, kind, message }) => [
      `${figure} ${String(written.get(figure) ?? '')}`,
      kind,
      foreign(message),
    ]),
  );
}
