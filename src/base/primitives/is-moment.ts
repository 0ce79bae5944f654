/** How this program writes a moment, in UTC: `2026-11-22T10:00:00.000Z`, the fraction may be missing. */
export const momentPattern: RegExp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** Whether a text is a moment that there was or will be: no 30th of February, no hour 25. */
export function isMoment(text: string): boolean {
  if (!momentPattern.test(text)) return false;
  const ms = Date.parse(text);
  // `Date` takes February 30 for March 2.
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19);
}
