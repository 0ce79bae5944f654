import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileErrorCode, fileErrorReason } from '../../base/primitives/errors/file-error.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { loadConfig } from '../../lab/config/load-config.ts';
import type { Followed, MapsLook } from '../../live/attach/follow/followed.ts';
import { scenarioText } from '../../live/attach/scenario-text.ts';
import { nameOf } from '../../report/live/live-words.ts';

/**
 * Writes a scenario of one of the maps into the folder of scenarios; nothing is ever replaced.
 *
 * @param wanted name or address of the map; `undefined` is the largest
 * @returns the path of the file
 * @throws SandboxError `usage` for a map that is not there or a file that is, `input` for a map of which
 *   too little is known
 */
export async function writeScenario(
  name: string,
  wanted: string | undefined,
  { process }: Followed,
  { maps, room }: MapsLook,
  cwd: string,
): Promise<string> {
  const row = maps.find(
    ({ map }) => wanted === undefined || map.name === wanted || map.address === wanted,
  );
  if (row === undefined) {
    const names = maps.slice(0, 8).map(({ map }) => nameOf(map));
    throw new SandboxError(
      'usage',
      `expected --map to be one of the maps of the process, such as ${names.join(', ')}, got ${wanted}`,
    );
  }
  const { scenariosFolder } = await loadConfig(cwd);
  const path = join(scenariosFolder, `${name}.ts`);
  const text = scenarioText(process, row, room);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  } catch (cause) {
    if (fileErrorCode(cause) === 'EEXIST')
      throw new SandboxError(
        'usage',
        `expected --scenario to be a new name, got ${name}: ${path} is there already`,
      );
    throw new SandboxError('output', `cannot write ${path}: ${fileErrorReason(cause)}`, { cause });
  }
  return path;
}
