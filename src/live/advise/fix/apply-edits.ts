import type { AdviceDocument, SourceEdit } from '../advice-document.ts';

/** A file with its edits made. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly edits: number;
}

/** Every edit that is safe to make, by file. */
export function editsOf({ sites }: AdviceDocument): ReadonlyMap<string, readonly SourceEdit[]> {
  const byFile = new Map<string, SourceEdit[]>();
  for (const { advice } of sites)
    for (const { fix } of advice)
      for (const edit of fix?.edits ?? []) {
        const edits = byFile.get(edit.path);
        if (edits === undefined) byFile.set(edit.path, [edit]);
        else edits.push(edit);
      }
  return byFile;
}

/** A text with edits made, none of which touches another. */
export function editText(path: string, before: string, edits: readonly SourceEdit[]): EditedFile {
  let after = before;
  let next = Number.POSITIVE_INFINITY;
  let made = 0;
  let last: SourceEdit | null = null;
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    const { start, end, was, text } = edit;
    // Two copies in a file want the same import.
    const isAgain = last?.start === start && last.end === end && last.text === text;
    if (end > next || isAgain) continue;
    last = edit;
    after = `${after.slice(0, start)}${text}${after.slice(end)}`;
    next = start;
    // What is only put in or taken out goes with another edit.
    if (was !== '' && text !== '') made += 1;
  }
  return { path, before, after, edits: made };
}
