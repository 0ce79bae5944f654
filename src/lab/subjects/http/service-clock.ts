import type { ClockOffset } from './generator-part.ts';

const mostLooks = 8;
const lookEveryMs = 130;

/**
 * How the clock of a service stands to that of this machine, by the `Date` of its answers. That has
 * whole seconds, so each answer says that the difference lies within a second and the time of the
 * request; some of them, at other parts of a second, leave about a fifth of it.
 *
 * @param untilMs moment at which the last answer must be there, milliseconds since 1970
 * @returns `null` where it tells no time, or none that holds together
 */
export async function serviceClock(url: string, untilMs: number): Promise<ClockOffset | null> {
  let lowMs = Number.NEGATIVE_INFINITY;
  let highMs = Number.POSITIVE_INFINITY;
  for (let look = 0; look < mostLooks && Date.now() + lookEveryMs < untilMs; look++) {
    const sentMs = Date.now();
    const date = await dateOf(url);
    const cameMs = Date.now();
    if (date === null) return null;
    lowMs = Math.max(lowMs, date - cameMs);
    highMs = Math.min(highMs, date + 1000 - sentMs);
    await new Promise((resolve) => {
      setTimeout(resolve, lookEveryMs);
    });
  }
  return Number.isFinite(lowMs) && lowMs <= highMs ? { lowMs, highMs } : null;
}

async function dateOf(url: string): Promise<number | null> {
  try {
    const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(1000) });
    await answer.arrayBuffer();
    const date = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(date) ? null : date;
  } catch {
    return null;
  }
}

const spinMs = 3;

/** Waits for a moment of this machine's clock, milliseconds since 1970, to a millisecond or so. */
export async function untilMoment(atMs: number): Promise<void> {
  for (;;) {
    const leftMs = atMs - Date.now();
    if (leftMs <= 0) return;
    await new Promise<void>((resolve) => {
      // Timers of Node.js hold 24 days at most.
      if (leftMs > spinMs) setTimeout(resolve, Math.min(leftMs - spinMs, 2 ** 30));
      else setImmediate(resolve);
    });
  }
}
