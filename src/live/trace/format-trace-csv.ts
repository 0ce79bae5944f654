import { numberAt } from '../../base/primitives/number-at.ts';
import { defined } from '../../base/primitives/defined.ts';
import { formatTraceHeader } from './trace-csv-header.ts';
import type { Trace } from './trace.ts';

/** Writes a trace so that `parseTraceCsv` reads the same: percent to 4 decimals, minutes exactly. */
export function formatTraceCsv(trace: Trace): string {
  const header = formatTraceHeader({
    id: trace.id,
    limitBytes: trace.limitBytes,
    exhaustedAtMinute: trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null,
    map: trace.map?.type ?? null,
    label: trace.label,
    ...defined({ processStarts: trace.processStarts }),
  });
  const entries = trace.map?.entries;
  const rows = Array.from(trace.minutes, (minute, i) => {
    const reading = `${minute},${Number(numberAt(trace.percent, i).toFixed(4))}`;
    return entries === undefined ? reading : `${reading},${numberAt(entries, i)}`;
  });
  const columns = entries === undefined ? 'minute,memory_percent' : 'minute,memory_percent,entries';
  return `${header}${columns}\n${rows.join('\n')}\n`;
}
