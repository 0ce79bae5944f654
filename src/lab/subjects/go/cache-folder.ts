import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Where built programs are kept: `$XDG_CACHE_HOME/mapswell`, else `~/.cache/mapswell`. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME: cache, HOME: home } = env;
  if (cache !== undefined && cache !== '') return join(cache, 'mapswell');
  return home === undefined || home === ''
    ? join(tmpdir(), `mapswell-cache-${process.geteuid?.() ?? ''}`)
    : join(home, '.cache', 'mapswell');
}
