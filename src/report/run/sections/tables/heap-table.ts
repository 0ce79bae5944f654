import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { HeapAccount, HeapStep } from '../../../../lab/record/exact-result.ts';
import { formatBytes } from '../../../../base/primitives/quantities/format-bytes.ts';
import { html, type HtmlValue, type Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';

/** Bytes by the model and in the heap of V8, at the same entries. */
export function heapTable({ steps, heapBytes, modelBytes, entries }: HeapAccount): Markup {
  const rows: readonly (readonly HtmlValue[])[] = [
    ...steps.map(heapRow),
    [
      `${formatCount(entries)} entries at the end take ${formatBytes(heapBytes)} of the heap with keys and values, ${formatBytes(modelBytes)} of them the table by the model`,
    ],
  ];
  return html`<details>
    <summary>Model and measured heap</summary>
    ${dataTable(
      'Model and measured heap',
      [
        { title: 'Entries' },
        { title: 'operation', isFigure: true },
        { title: 'model', isFigure: true },
        { title: 'heap', isFigure: true },
        { title: 'difference', isFigure: true },
      ],
      rows,
    )}
  </details>`;
}

function heapRow(step: HeapStep): readonly HtmlValue[] {
  const difference = step.heapBytes - step.modelBytes;
  return [
    formatCount(step.entries),
    formatCount(step.operation),
    formatExactly(step.modelBytes),
    formatExactly(step.heapBytes),
    `${difference > 0 ? '+' : ''}${formatCount(difference)} B`,
  ];
}

/** To the byte: the difference is often less than a rounded figure shows. */
function formatExactly(bytes: number): string {
  return `${formatCount(bytes)} B`;
}
