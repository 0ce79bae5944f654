import type { SourceFile } from '../source/source-file.ts';

/** The line that a comment speaks of: its own where code stands before it, else the next one with code. */
export function commentTarget(file: SourceFile, position: number): number {
  let line = file.lineAt(position);
  if (file.lineText(line).trimStart().startsWith('//'))
    while (line < file.lines && file.lineText(line).trimStart().startsWith('//')) line += 1;
  return line;
}

/** The comment that stands directly above a declaration. */
export function commentBefore(file: SourceFile, start: number): string {
  const lines: string[] = [];
  for (let line = file.lineAt(start) - 1; line > 0; line -= 1) {
    const text = file.lineText(line);
    if (!text.startsWith('//')) break;
    lines.unshift(text.slice(2));
  }
  return lines.join(' ');
}
