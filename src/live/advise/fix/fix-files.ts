import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import type { AdviceDocument } from '../advice-document.ts';
import { type EditedFile, editsOf, editText } from './apply-edits.ts';

/**
 * The files of a document with their edits made, and nothing written yet.
 *
 * @throws SandboxError `input` where a file is no longer what was analysed, or is not UTF-8
 */
export function editedFiles(document: AdviceDocument, cwd: string): readonly EditedFile[] {
  return [...editsOf(document)].map(([path, edits]) => {
    const bytes = readFileSync(resolve(cwd, path));
    const before = bytes.toString();
    // What is not UTF-8 would be written as something else.
    const isWhole = Buffer.from(before).equals(bytes);
    const isSame = edits.every(({ start, end, was }) => before.slice(start, end) === was);
    if (!isWhole || !isSame)
      throw new SandboxError(
        'input',
        `expected ${path} to be UTF-8 and as it was when it was read, got another text`,
      );
    return editText(path, before, edits);
  });
}

/**
 * Writes edited files over what they were made of, each whole or not at all.
 *
 * @throws SandboxError `output` before anything is written, where one of them may not be
 */
export async function writeEdited(files: readonly EditedFile[], cwd: string): Promise<void> {
  for (const { path } of files) requireWritable(path, cwd);
  for (const { path, after } of files) {
    const full = resolve(cwd, path);
    await writeFileAtomically(full, after);
  }
}

function requireWritable(path: string, cwd: string): void {
  try {
    accessSync(resolve(cwd, path), constants.W_OK);
  } catch (error) {
    throw new SandboxError(
      'output',
      `expected ${path} to be a file that may be written for --fix; nothing was written`,
      { cause: error },
    );
  }
}
