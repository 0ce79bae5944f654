import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { AdviceDocument, LiveFigures } from '../../live/advise/advice-document.ts';

const mostUnexplained = 10;

/** What the profile shows of a site. */
export function liveSentence(live: LiveFigures): string {
  const { bytes, tables, entriesFrom, entriesTo, nextGrowth, isEstimate } = live;
  const about = isEstimate ? 'about ' : '';
  const next =
    nextGrowth === null
      ? ''
      : `; grows at insert ${formatCount(nextGrowth.atEntries)}, ${formatBytes(nextGrowth.bytesDuring)} meanwhile`;
  return `in the profile: ${about}${formatBytes(bytes)} in ${about}${formatCount(tables)} ${tables === 1 ? 'table' : 'tables'}, ${formatCount(entriesFrom)} to ${formatCount(entriesTo)} entries${next}`;
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
