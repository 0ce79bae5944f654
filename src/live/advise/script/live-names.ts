import { basename } from 'node:path';
import type { ScriptSite } from './script-site.ts';

/** What `attach` may call it: `Registry.all` of a static field, `server.js: cache` of a variable of the module. */
export function liveNames({ file, name, owner }: ScriptSite): readonly string[] {
  if (owner !== '') return [`${owner}.${name}`];
  const own = basename(file.fullPath);
  // What runs of TypeScript may be the JavaScript that was made of it.
  const made = own.replace(/\.([cm]?)tsx?$/, '.$1js');
  return [...new Set([own, made])].map((path) => `${path}: ${name}`);
}
