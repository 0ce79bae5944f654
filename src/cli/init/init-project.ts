import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readInputText } from '../../base/primitives/input/read-input.ts';
import { refusedBySystem } from '../../base/primitives/errors/refused-by-system.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { addScripts, newPackage } from './add-scripts.ts';
import {
  configurationFile,
  type FirstJob,
  type FirstScenarioOptions,
  jobDescriptions,
} from './first-scenarios.ts';

/** What became of one file. */
export interface InitStep {
  readonly path: string;
  readonly outcome: 'written' | 'kept' | 'changed';
  /** More on it, for a sentence. */
  readonly note?: string;
}

/**
 * Makes a folder ready for a first run. A file that is there already stays as it is; a `package.json`
 * gets the scripts that it lacks.
 *
 * @throws SandboxError `output` where the folder cannot be written to, `input` for a broken package
 */
export async function initProject(
  folder: string,
  job: FirstJob,
  options: FirstScenarioOptions,
): Promise<readonly InitStep[]> {
  const files = [configurationFile(options), ...jobDescriptions[job].files(options)];
  const others = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `sandbox.config.${ending}`);
  const configuration = others.find((name) => existsSync(join(folder, name)));
  try {
    const steps = files.map(({ path, text }, index): InitStep => {
      // One configuration in another language is the configuration, too.
      if (index === 0 && configuration !== undefined)
        return { path: configuration, outcome: 'kept' };
      return writeNew(folder, path, text);
    });
    return [...steps, await preparePackage(folder)];
  } catch (error) {
    throw refusedBySystem(error) ?? error;
  }
}

/** The flag makes sure that nothing is replaced, even what came a moment ago. */
function writeNew(folder: string, path: string, text: string): InitStep {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  try {
    writeFileSync(full, text, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return { path, outcome: 'kept' };
  }
  return { path, outcome: 'written' };
}

async function preparePackage(folder: string): Promise<InitStep> {
  const path = 'package.json';
  const full = join(folder, path);
  const fresh = writeNew(folder, path, newPackage(basename(folder)));
  if (fresh.outcome === 'written') return fresh;
  const { text, added } = addScripts(readInputText(full), path);
  if (text === null) return { path, outcome: 'kept' };
  await writeFileAtomically(full, Buffer.from(text));
  return { path, outcome: 'changed', note: `scripts ${added.join(', ')} added` };
}
