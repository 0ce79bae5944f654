import { readFileSync } from 'node:fs';
import { SandboxError } from './errors/sandbox-error.ts';

/** The version of this package, from its package.json. */
export function mapswellVersion(): string {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) {
    return String(parsed.version);
  }
  throw new SandboxError('internal', 'the package.json of mapswell has no version');
}
