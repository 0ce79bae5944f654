import { appendFile } from 'node:fs/promises';
import { fileErrorReason } from '../errors/file-error.ts';
import { SandboxError } from '../errors/sandbox-error.ts';
import { nameOfFile } from './file-kinds.ts';
import { type OutputPlace, placeOf, textOf } from './output-place.ts';
import { writeInto } from './write-into.ts';

/**
 * Appends text to a file to which others append too; a missing one is made.
 *
 * @param inputs paths of what the command reads
 * @throws SandboxError `output` for a file that is read, for a document of mapswell, which more text would
 *   spoil, and where nothing can be appended
 */
export async function appendHarmlessly(
  place: OutputPlace,
  text: string,
  inputs: readonly string[],
): Promise<void> {
  try {
    const { target, isInput } = await placeOf(place.path, inputs);
    const old = target.kind === 'file' ? await textOf(target) : null;
    const what = isInput ? 'a file that is read' : nameOfFile(old ?? '');
    if (what !== null) throw new Error(`it is ${what}`);
    if (target.kind === 'stream') await writeInto(target.path, text);
    else await appendFile(target.path, text);
  } catch (error) {
    throw new SandboxError(
      'output',
      `cannot append to ${place.name}: ${fileErrorReason(error)} (${place.path})`,
      { cause: error },
    );
  }
}
