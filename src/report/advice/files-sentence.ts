import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { AdviceDocument, TypesSummary } from '../../live/advise/advice-document.ts';

/** What was analysed and what was not, in one or two lines. */
export function filesSentence({
  files,
  types,
}: Pick<AdviceDocument, 'files' | 'types'>): readonly string[] {
  const passed = [
    [files.tests, 'tests'],
    [files.generated, 'generated'],
    [files.symlinks, 'symbolic links'],
    [files.hidden, 'named _ or .'],
    [files.vendor, 'vendor folders'],
    [files.testdata, 'testdata folders'],
    [files.modules, 'node_modules folders'],
    [files.declarations, 'of types alone'],
    [files.unreadable, 'unreadable'],
    [files.large, 'of more than 2 MiB'],
  ] as const;
  const notRead = passed
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatCount(count)} ${what}`);
  const constrained =
    files.constrained > 0 ? `, ${formatCount(files.constrained)} whatever their build tags` : '';
  const partial = files.readInPart.length;
  const shown = files.readInPart.slice(0, 3).join(', ');
  return [
    `Read ${formatCount(files.read)} ${files.read === 1 ? 'file' : 'files'}, ${formatCount(files.lines)} lines${constrained}.` +
      (notRead.length === 0 ? '' : ` Not read: ${notRead.join(', ')}.`),
    ...(partial === 0
      ? []
      : [
          `Read in part only, because the grammar does not know all that is in them: ${formatCount(partial)} (${shown}${partial > 3 ? ', ...' : ''}).`,
        ]),
    ...(types === null ? [] : [typesSentence(types, files)]),
  ];
}

const mostNamed = 3;

function typesSentence(
  { go, packages, incomplete, missing, problem }: TypesSummary,
  { typed, read }: AdviceDocument['files'],
): string {
  const named = missing.slice(0, mostNamed).join(', ');
  const more = missing.length > mostNamed ? `, ... (${formatCount(missing.length)} in all)` : '';
  const whole = formatCount(packages - incomplete);
  return (
    `Types by ${go}: ${formatCount(typed)} of ${formatCount(read)} files, the others by syntax alone; ` +
    `${whole} of ${formatCount(packages)} packages whole` +
    (missing.length === 0 ? '' : `, not at hand: ${named}${more}`) +
    (problem === null ? '.' : `. It did not finish: ${problem}.`)
  );
}
