import { parseJson } from '../../base/primitives/input/parse-json.ts';

/** The npm scripts of a first project. */
const scripts: Readonly<Record<string, string>> = {
  sandbox: 'mapswell run',
  'sandbox:quick': 'mapswell run --quick',
  'sandbox:baseline': 'mapswell baseline',
  'sandbox:compare': 'mapswell compare --run --rounds 1 --gate none',
};

/** A package with more scripts, or why it stays as it is. */
export interface AddedScripts {
  /** The whole text; `null` where nothing is to be added. */
  readonly text: string | null;
  readonly added: readonly string[];
}

/**
 * Adds the scripts to the text of a `package.json`. One that has the name already stays, and so does
 * everything else, with its indentation.
 *
 * @param where what messages name
 * @throws SandboxError `input` for a text that is no JSON
 */
export function addScripts(text: string, where: string): AddedScripts {
  const content = parseJson(text, where);
  if (!isObject(content)) return { text: null, added: [] };
  const own = isObject(content['scripts']) ? content['scripts'] : {};
  const added = Object.keys(scripts).filter((name) => !(name in own));
  if (added.length === 0) return { text: null, added };
  const more = Object.fromEntries(added.map((name) => [name, scripts[name]]));
  const indentation = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ';
  const end = text.endsWith('\n') ? '\n' : '';
  const changed = { ...content, scripts: { ...own, ...more } };
  return { text: `${JSON.stringify(changed, null, indentation)}${end}`, added };
}

/** A package for a folder that has none. */
export function newPackage(name: string): string {
  const content = { name: packageName(name), private: true, type: 'module', scripts };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'sandbox' : name;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
