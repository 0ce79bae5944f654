import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { type ComparedPage, renderComparison } from './render-comparison.ts';

/**
 * Writes a comparison as a page, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written
 */
export async function writeComparison(path: string, page: ComparedPage): Promise<void> {
  await writeFileAtomically(path, await renderComparison(page));
}
