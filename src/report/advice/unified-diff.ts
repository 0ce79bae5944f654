import type { EditedFile } from '../../live/advise/fix/apply-edits.ts';

const context = 3;

/**
 * The changes of a file as `diff -u` writes them. The edits of advice never change the number of lines, so that
 * line n of one text stands against line n of the other.
 */
export function unifiedDiff({ path, before, after }: EditedFile): string {
  const [old, changed] = [before.split('\n'), after.split('\n')];
  const different = old.flatMap((line, index) => (line === changed[index] ? [] : [index]));
  const name = path.replace(/^\//, '');
  const hunks = hunksOf(different, before.endsWith('\n') ? old.length - 1 : old.length).map(
    ([from, to]) => {
      const lines: string[] = [];
      for (let at = from; at < to; at += 1) {
        let end = at;
        while (end < to && old[end] !== changed[end]) end += 1;
        for (let line = at; line < end; line += 1) lines.push(`-${old[line] ?? ''}`);
        for (let line = at; line < end; line += 1) lines.push(`+${changed[line] ?? ''}`);
        if (end > at) at = end - 1;
        else lines.push(` ${old[at] ?? ''}`);
      }
      const range = `${from + 1},${to - from}`;
      return `@@ -${range} +${range} @@\n${lines.join('\n')}\n`;
    },
  );
  return hunks.length === 0 ? '' : `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`;
}

/** Changed lines with those around them; ranges that touch are one. */
function hunksOf(lines: readonly number[], total: number): readonly (readonly [number, number])[] {
  const hunks: [number, number][] = [];
  for (const line of lines) {
    const from = Math.max(0, line - context);
    const to = Math.min(total, line + context + 1);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks;
}
