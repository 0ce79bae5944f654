import { formatBytes, formatLimitBytes } from '../../base/primitives/format-bytes.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import { formatDuration } from '../../base/primitives/format-duration.ts';
import type { FollowedMap } from '../../live/attach/follow/followed-map.ts';
import type { MemoryRoom } from '../../live/attach/proc/memory-room.ts';
import type { LiveMap } from '../../maps/figures/live-map.ts';
import { waveProgress } from '../../maps/figures/next-wave.ts';

// What the terminal and the page say of a live map, in the same words.

export function nameOf({ name, address, id }: LiveMap): string {
  return name ?? address ?? id;
}

/** Of many candidates the first would be a guess: their number says how much is known. */
export function typeOf({ type, kind, candidateTypes }: LiveMap): string {
  if (type !== null) return type;
  if (candidateTypes.length === 0) return kind;
  return candidateTypes.length <= 2
    ? candidateTypes.join(' or ')
    : `one of ${candidateTypes.length} types`;
}

/** How far a growth, or a wave of splits, is; `-` where there is none. */
export function growingOf({ figures }: LiveMap): string {
  const wave = waveProgress(figures);
  if (wave !== null) return `${Math.floor(100 * wave)} %`;
  if (figures.growing === null) return '-';
  const { oldBuckets, movedBuckets } = figures.growing;
  if (oldBuckets === null || movedBuckets === null) return 'yes';
  return `${Math.floor((100 * movedBuckets) / oldBuckets)} %`;
}

export function countOr(count: number | null | undefined): string {
  return count === null || count === undefined ? '-' : formatCount(count);
}

/** `+1,200`, entries per minute. */
export function rateText({ entriesPerMinute }: FollowedMap): string {
  if (entriesPerMinute === null) return '-';
  const whole = Math.round(entriesPerMinute);
  return `${whole > 0 ? '+' : ''}${formatCount(whole)}`;
}

export function minutesText(minutes: number | null): string {
  if (minutes === null) return '-';
  if (minutes >= 60 * 24 * 3) return `${formatCount(Math.round(minutes / 60 / 24))} days`;
  return minutes < 1 / 60 ? 'now' : formatDuration(minutes * 60_000);
}

export function peakText({ next }: FollowedMap): string {
  return next === null || next.peakBytes === null ? '-' : formatBytes(next.peakBytes);
}

export function fitsText(fits: boolean | null): string {
  if (fits === null) return '-';
  return fits ? 'yes' : 'NO';
}

/** `312.0 MB of 512 MiB used in its control group`. */
export function roomText({ usedBytes, limitBytes, limitedBy }: MemoryRoom): string {
  const whose = limitedBy === 'group' ? ' in its control group' : '';
  return `${formatBytes(usedBytes)} of ${formatLimitBytes(limitBytes)} used${whose}`;
}
