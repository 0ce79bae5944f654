import { byteColumnOf } from '../../../../base/primitives/quantities/byte-unit.ts';
import { formatLimitBytes } from '../../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import { nodeMajorOf } from '../../../../lab/record/environment.ts';
import { cellFit } from '../../../../lab/record/figures/cell-fit.ts';
import { unknownText } from '../../../../lab/record/figures/fit-sentence.ts';
import type { CellRecord, RunRecord } from '../../../../lab/record/run-record.ts';
import { foreign, type HtmlValue, type Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';
import { formatShare } from '../../figures/format-figure.ts';

/**
 * What the process of a service with the map of a cell holds at its highest moment: table, payload and
 * runtime, and what was not counted; `null` where the cell did not come to its end.
 */
export function fitTable(record: CellRecord, environment: RunRecord['environment']): Markup | null {
  const fit = cellFit(record, nodeMajorOf(environment));
  if (fit === null) return null;
  const { entries, parts, totalBytes, limitBytes, verdict } = fit;
  const column = byteColumnOf([totalBytes, ...parts.map(({ bytes }) => bytes)]);
  const share = (bytes: number): string => formatShare(bytes / limitBytes);
  const rows: readonly (readonly HtmlValue[])[] = [
    ...parts.map(({ name, bytes, by }) => [foreign(name), column.format(bytes), share(bytes), by]),
    ['together', column.format(totalBytes), share(totalBytes), verdict],
    [
      foreign(
        `At ${formatCount(entries)} entries, of ${formatLimitBytes(limitBytes)}; not counted: what a service holds besides the map, and garbage of its own${unknownText(fit)}`,
      ),
    ],
  ];
  return dataTable(
    'What the process holds',
    [
      { title: 'What the process holds' },
      { title: column.title('bytes'), isFigure: true },
      { title: 'of the limit', isFigure: true },
      { title: 'figure' },
    ],
    rows,
  );
}
