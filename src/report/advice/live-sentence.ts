import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type {
  AdviceDocument,
  LiveFigures,
  MeasuredGuard,
  NextGrowth,
} from '../../live/advise/advice-document.ts';

const mostUnexplained = 10;

/** What the profile shows of a site. */
export function liveSentence(live: LiveFigures): string {
  const { bytes, tables, entriesFrom, entriesTo, nextGrowth, otherGrowths, isEstimate, source } =
    live;
  const about = isEstimate ? 'about ' : '';
  const next =
    nextGrowth === null
      ? ''
      : `; grows at insert ${[nextGrowth, ...otherGrowths].map(growthText).join(', or ')}`;
  const held =
    entriesFrom === entriesTo
      ? formatCount(entriesTo)
      : `${formatCount(entriesFrom)} to ${formatCount(entriesTo)}`;
  return `in the ${source}: ${about}${formatBytes(bytes)} in ${about}${formatCount(tables)} ${tables === 1 ? 'table' : 'tables'}, ${held} entries${next}`;
}

function growthText({ atEntries, bytesDuring }: NextGrowth): string {
  return `${formatCount(atEntries)}, ${formatBytes(bytesDuring)} meanwhile`;
}

/** What a run measured of a site, by guard. */
export function measuredSentence(measured: readonly MeasuredGuard[]): string {
  const times = measured.map(({ guard, writers, nsPerWrite }) => {
    const behind = `${guard} by ${formatCount(writers)}`;
    if (nsPerWrite === null) return `${behind} not timed`;
    const { median, min, max } = nsPerWrite;
    return `${behind} ${formatCount(Math.round(median))} (${formatCount(Math.round(min))} to ${formatCount(Math.round(max))})`;
  });
  return `measured, ns for a write with the look-ups beside it: ${times.join(', ')}`;
}

/** Lines of the program that hold tables of maps and that no map of the source explains. */
export function unexplainedLines({ unexplained }: AdviceDocument): readonly string[] {
  if (unexplained === null || unexplained.length === 0) return [];
  const left = unexplained.length - mostUnexplained;
  return [
    'In the profile, but in no map that was found:',
    ...unexplained
      .slice(0, mostUnexplained)
      .map((one) => `  ${formatBytes(one.bytes)} by ${one.function} (${one.file}:${one.line})`),
    ...(left > 0 ? [`  and ${formatCount(left)} more`] : []),
  ];
}

/** Maps of a record that no map of the source explains. */
export function unexplainedMapLines({ unexplainedMaps }: AdviceDocument): readonly string[] {
  if (unexplainedMaps === null || unexplainedMaps.length === 0) return [];
  const left = unexplainedMaps.length - mostUnexplained;
  return [
    'In the record, but no map that was found:',
    ...unexplainedMaps
      .slice(0, mostUnexplained)
      .map(
        ({ name, type, bytes, entries }) =>
          `  ${formatBytes(bytes)}, ${formatCount(entries)} entries: ${name}${type === '' || type === name ? '' : ` ${type}`}`,
      ),
    ...(left > 0 ? [`  and ${formatCount(left)} more`] : []),
  ];
}
