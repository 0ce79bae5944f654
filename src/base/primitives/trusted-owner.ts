import type { Stats } from 'node:fs';
import process from 'node:process';

/**
 * Whether what a file says may be done: it belongs to whoever runs this process, to root, or, under sudo,
 * to whoever called it. Where the system knows no owners everybody is trusted.
 */
export function isTrustedOwner({ uid }: Pick<Stats, 'uid'>): boolean {
  const own = process.geteuid?.();
  if (own === undefined || uid === own || uid === 0) return true;
  return own === 0 && process.env['SUDO_UID'] === String(uid);
}
