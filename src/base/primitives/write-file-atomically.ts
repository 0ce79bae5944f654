import { cannotWrite, outputTarget } from './output/output-target.ts';
import { type FileContent, replaceFile } from './output/replace-file.ts';
import { writeInto } from './output/write-into.ts';

/**
 * Writes a whole file so that a reader sees either the old content or the new one, also after a
 * crash or a power cut. Missing folders are made. The file that was there stays as it was when
 * anything fails, and its mode and owner stay in any case. A link is followed; a pipe or a device is
 * written into and nothing is made beside it. What may be replaced is not asked here but by
 * `requireHarmless`.
 *
 * @throws {SandboxError} `output`, naming the file and the reason of the operating system.
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  const target = await outputTarget(path);
  try {
    if (target.kind === 'stream') await writeInto(target.path, content);
    else await replaceFile(target.path, content, target.kind === 'file' ? target.stats : null);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
