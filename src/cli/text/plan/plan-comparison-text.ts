import type { CurvePoint } from '../../../maps/model/plan/growth-curve.ts';
import type { SizedModel } from '../../../maps/model/map-model.ts';
import { countedText } from '../../../maps/model/payload/counted-text.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { v8CollectionFor } from '../../../maps/model/size/v8-table.ts';
import type { GrowthPlan } from '../../../maps/model/size/growth-plan.ts';
import { byteColumnOf } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { textChart } from '../text-chart.ts';
import { textTable, type TextColumn } from '../text-table.ts';

const chartHeight = 6;

/** A plan and its line of bytes against entries. */
export interface PlannedCurve {
  readonly plan: GrowthPlan;
  readonly curve: readonly CurvePoint[];
}

/** Several map models with the same entries: a table of figures, and one chart each on one scale. */
export function planComparisonText(curves: readonly PlannedCurve[]): string {
  const [first] = curves;
  if (first === undefined) return '';
  const { key, value, entries } = first.plan;
  const title = `map[${key.name}]${value.name}, ${formatCount(entries)} entries${hintText(curves)}`;
  const warnings = warningLines(curves).join('');
  return [
    title,
    '',
    figuresTable(curves),
    ...(warnings === '' ? [] : [warnings]),
    charts(curves, entries),
  ].join('\n');
}

/** Not every map takes a hint. */
function hintText(curves: readonly PlannedCurve[]): string {
  const hint = Math.max(...curves.map(({ plan }) => plan.hint));
  if (hint === 0) return '';
  const without = curves.flatMap(({ plan }) => (plan.hint === 0 ? [plan.map] : []));
  const exception = without.length === 0 ? '' : ` (none for ${without.join(', ')})`;
  return `, hint ${formatCount(hint)}${exception}`;
}

function figuresTable(curves: readonly PlannedCurve[]): string {
  const hasLimit = curves.some(({ plan }) => plan.limitBytes !== null || !plan.fits);
  const bytes = byteColumnOf(
    curves.flatMap(({ plan }) => [plan.bytesHeld, plan.peakBytesHeld, plan.totalBytesAllocated]),
  );
  const sizes = ['held', 'peak', 'allocated'].map((title) => bytes.title(title));
  const titles = [...sizes, 'allocations', 'growths', 'next growth'];
  const columns: TextColumn[] = [
    { title: 'map' },
    ...titles.map((title): TextColumn => ({ title, align: 'right' })),
    ...(hasLimit ? [{ title: 'table fits' }] : []),
    { title: 'counted' },
  ];
  return textTable(
    columns,
    curves.map(({ plan }) => [
      plan.map,
      bytes.format(plan.bytesHeld),
      bytes.format(plan.peakBytesHeld),
      bytes.format(plan.totalBytesAllocated),
      formatCount(plan.totalAllocations),
      formatCount(plan.growthEvents.length),
      plan.nextGrowthAtEntries === null ? 'none' : formatCount(plan.nextGrowthAtEntries),
      ...(hasLimit
        ? [plan.fits ? 'yes' : `no, fails at insert ${formatCount(plan.failsAtInsert ?? 0)}`]
        : []),
      countedPart(plan),
    ]),
  );
}

/** The bytes of two rows can only be set side by side by who knows what they are the bytes of. */
function countedPart({ map, key, value }: GrowthPlan): string {
  const { runtime, counted } = modelFacts(map);
  if (runtime === 'go') {
    const isBehind = [key, value].some((type) => type.hasPointers);
    return `${counted}${isBehind ? ', without what they point to' : ''}`;
  }
  const isSet = v8CollectionFor(value) === 'set';
  if (isSet && runtime === 'node') return 'table of pointers, without the keys';
  return countedText({ map, key: key.name, value: value.name });
}

/** What must be known beside the figures, and of which of the maps. */
function warningLines(curves: readonly PlannedCurve[]): readonly string[] {
  const mapsOf = new Map<string, SizedModel[]>();
  for (const { plan } of curves)
    for (const { message } of plan.warnings)
      mapsOf.set(message, [...(mapsOf.get(message) ?? []), plan.map]);
  return [...mapsOf].map(([message, maps]) =>
    maps.length === curves.length ? `${message}.\n` : `${maps.join(', ')}: ${message}.\n`,
  );
}

function charts(curves: readonly PlannedCurve[], entries: number): string {
  const max = Math.max(...curves.flatMap(({ curve }) => curve.map(({ bytesHeld }) => bytesHeld)));
  const width = Math.max(...curves.map(({ plan }) => plan.map.length));
  const top = formatBytes(max);
  const margin = ' '.repeat(Math.max(width, top.length));
  const blocks = curves.map(({ plan, curve }) => {
    const rows = textChart(
      curve.map(({ bytesHeld }) => bytesHeld),
      chartHeight,
      max,
    );
    return rows
      .map((row, index) => {
        const label = index === 0 ? top : index === chartHeight - 1 ? plan.map : '';
        return `${label.padStart(margin.length)} |${row}`.trimEnd();
      })
      .join('\n');
  });
  const columns = curves[0]?.curve.length ?? 0;
  const end = `${formatCount(entries)} entries`;
  const axis = `${margin} 0${end.padStart(columns)}`;
  return `Bytes held after that many inserts, on one scale:\n\n${blocks.join('\n\n')}\n${axis}\n`;
}
