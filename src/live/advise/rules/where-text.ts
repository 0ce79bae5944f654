import type { SiteUse } from '../sites/map-site.ts';

const usesInWords = {
  write: 'written',
  read: 'read',
  delete: 'deleted from',
  range: 'ranged over',
  len: 'counted',
  clear: 'cleared',
  create: 'made',
  replace: 'replaced',
  escape: 'handed on',
} as const;

/** What was done, in one word. */
export function usesText({ kind }: SiteUse): string {
  return usesInWords[kind];
}

const mostShown = 3;

/** `written in line 12 (get), read in line 40 (list) and 2 more`. */
export function whereText(uses: readonly SiteUse[]): string {
  const shown = uses
    .slice(0, mostShown)
    .map(({ kind, line, function: name }) => `${usesInWords[kind]} in line ${line} (${name})`);
  const left = uses.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
