import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { advise, type AdviseOptions } from '../../../src/live/advise/advise.ts';
import type {
  Advice,
  AdviceDocument,
  AdvisedSite,
} from '../../../src/live/advise/advice-document.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder with these files. */
export function goFolder(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('advise');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What is advised on one file of a module `example.org/m`, in Go 1.27 where nothing else is said. */
export async function adviseSource(
  source: string,
  options: AdviseOptions & { readonly go?: string } = {},
): Promise<AdviceDocument> {
  const { go = '1.27', ...rest } = options;
  const folder = goFolder({
    'go.mod': `module example.org/m\n\ngo ${go}\n`,
    'm.go': source.includes('package ') ? source : `package m\n\n${source}`,
  });
  return await advise(['.'], { cwd: folder, ...rest });
}

/** The map of that name. */
export function siteNamed({ sites }: AdviceDocument, name: string): AdvisedSite {
  const found = sites.filter((site) => site.name === name);
  const [site] = found;
  if (site === undefined || found.length > 1)
    throw new Error(`expected one map ${name}, got ${found.length}`);
  return site;
}

/** `rule/confidence` of everything that is advised on the map of that name. */
export function rulesOf(document: AdviceDocument, name: string): readonly string[] {
  return siteNamed(document, name).advice.map(({ rule, confidence }) => `${rule}/${confidence}`);
}

/** The one advice on the map of that name. */
export function adviceOn(document: AdviceDocument, name: string): Advice {
  const [advice, ...others] = siteNamed(document, name).advice;
  if (advice === undefined || others.length > 0) throw new Error(`expected one advice on ${name}`);
  return advice;
}
