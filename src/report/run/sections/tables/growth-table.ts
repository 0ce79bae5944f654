import type { GrowthEvent } from '../../../../maps/model/growth-event.ts';
import { byteColumnOf, type ByteColumn } from '../../../../base/primitives/quantities/byte-unit.ts';
import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts } from '../../../../lab/record/exact-result.ts';
import { counted } from '../../figures/format-figure.ts';
import { html, type HtmlValue, type Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';

/** So many growths are listed from the first, and as many to the last. */
const listed = 20;

/** The growths of the exact pass: the first and the last, and how many lie between. */
export function growthTable({ growthEvents, growthEventsDropped }: ExactCounts): Markup | null {
  if (growthEvents.length === 0) return null;
  const isLong = growthEvents.length > 2 * listed;
  const first = isLong ? growthEvents.slice(0, listed) : growthEvents;
  const last = isLong ? growthEvents.slice(-listed) : [];
  const bytes = byteColumnOf(
    [...first, ...last].flatMap((event) => [
      event.bytesBefore,
      event.bytesDuring,
      event.bytesAfter,
    ]),
  );
  const between = growthEvents.length - first.length - last.length;
  const rows: readonly (readonly HtmlValue[])[] = [
    ...first.map((event) => growthRow(event, bytes)),
    ...(isLong ? [[`${counted(between, 'growth')} more, in growth-events.csv`]] : []),
    ...last.map((event) => growthRow(event, bytes)),
    ...(growthEventsDropped > 0
      ? [[`${counted(growthEventsDropped, 'growth')} more, counted but not recorded`]]
      : []),
  ];
  const total = growthEvents.length + growthEventsDropped;
  return html`<details>
    <summary>${counted(total, 'growth event')}</summary>
    ${dataTable(
      'Growth events',
      [
        { title: 'Operation' },
        { title: 'kind' },
        { title: 'entries', isFigure: true },
        { title: 'buckets', isFigure: true },
        { title: bytes.title('before'), isFigure: true },
        { title: bytes.title('old and new together'), isFigure: true },
        { title: bytes.title('after'), isFigure: true },
        { title: 'writes to finish', isFigure: true },
      ],
      rows,
    )}
  </details>`;
}

function growthRow(event: GrowthEvent, bytes: ByteColumn): readonly HtmlValue[] {
  const unfinished = html`<span class="muted">unfinished</span>`;
  return [
    formatCount(event.operation),
    event.kind,
    formatCount(event.entries),
    `${formatCount(event.fromBuckets)} → ${formatCount(event.toBuckets)}`,
    bytes.format(event.bytesBefore),
    bytes.format(event.bytesDuring),
    event.bytesAfter === null ? unfinished : bytes.format(event.bytesAfter),
    event.writesToFinish === null ? unfinished : formatCount(event.writesToFinish),
  ];
}
