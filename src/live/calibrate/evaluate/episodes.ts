/** Alarms that are at most this far apart are one episode. */
export const mergeMinutes = 30;

/** A stretch of alarm, from its first point to its last. */
export interface Episode {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Joins the minutes at which an alarm is up, in order, to episodes. */
export function joinEpisodes(minutes: Iterable<number>): Episode[] {
  const episodes: Episode[] = [];
  let open: { fromMinute: number; toMinute: number } | null = null;
  for (const minute of minutes) {
    if (open !== null && minute - open.toMinute <= mergeMinutes) {
      open.toMinute = minute;
      continue;
    }
    open = { fromMinute: minute, toMinute: minute };
    episodes.push(open);
  }
  return episodes;
}
