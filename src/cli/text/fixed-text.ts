import type { EditedFile } from '../../live/advise/fix/apply-edits.ts';
import { terminalText } from './terminal-text.ts';

/** What was written into which files. */
export function fixedText(edited: readonly EditedFile[]): string {
  const hints = edited.reduce((sum, { edits }) => sum + edits, 0);
  const lines = edited.map(({ path, edits }) => `${terminalText(path)}: ${edits}\n`).join('');
  return `${lines}Wrote ${hints} ${hints === 1 ? 'hint' : 'hints'} into ${edited.length} ${edited.length === 1 ? 'file' : 'files'}.\n`;
}
