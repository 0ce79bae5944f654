import { numberAt } from '../../base/primitives/number-at.ts';
import { terminalText, terminalWidth } from './terminal-text.ts';

/** One column; numbers are aligned to the right. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/**
 * A cell: its text, or text with a style that adds no width (a colour). Text is data: control
 * characters and line breaks in it are escaped.
 */
export type TextCell = string | { readonly text: string; readonly style: (text: string) => string };

/** Aligned columns with two spaces between, a rule under the titles; ends in a line feed. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly TextCell[])[],
): string {
  const titles = columns.map(({ title }) => title);
  const table = [titles, ...rows].map((row) => columns.map((_, column) => readCell(row[column])));
  const widths = columns.map((_, column) =>
    Math.max(...table.map((row) => terminalWidth(row[column]?.text ?? ''))),
  );
  const lines = table.map((row) =>
    row
      .map(({ text, style }, column) => {
        const gap = ' '.repeat(numberAt(widths, column) - terminalWidth(text));
        return columns[column]?.align === 'right' ? gap + style(text) : style(text) + gap;
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return `${[lines[0] ?? '', rule, ...lines.slice(1)].join('\n')}\n`;
}

function readCell(cell: TextCell = ''): { text: string; style: (text: string) => string } {
  const { text, style } = typeof cell === 'string' ? { text: cell, style: unstyled } : cell;
  return { text: terminalText(text).replaceAll('\n', String.raw`\n`), style };
}

function unstyled(text: string): string {
  return text;
}
