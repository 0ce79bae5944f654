/** Where the first number is looked for: it lies in [low, high], and is likely within a few `step`s of `near`. */
export interface EntriesRange {
  readonly low: number;
  readonly high: number;
  readonly near: number;
  readonly step: number;
}

/** A number of entries, and how far what is asked of it lies above (from 0 on) or below the level. */
interface Probe {
  readonly entries: number;
  readonly gap: number;
}

/**
 * The smallest whole number in the range at which `share`, which never falls, is at least `level`; `high`
 * where none is. By regula falsi in the form of M. Dowell and P. Jarratt, "A modified regula falsi method
 * for computing the root of an equation" (1971): a probability is smooth, so that about ten numbers are
 * asked for where halving asks for thirty.
 *
 * @param share is asked for whole numbers in [low, high]
 */
export function firstEntries(
  share: (entries: number) => number,
  level: number,
  range: EntriesRange,
): number {
  const probe = (entries: number): Probe => ({ entries, gap: share(entries) - level });
  let { below, reached } = around(probe, range);
  let sides = 0;
  while (reached.entries - below.entries > 1) {
    const width = reached.entries - below.entries;
    const part = below.gap / (below.gap - reached.gap);
    const offset = Math.min(width - 1, Math.max(1, Math.round(part * width)));
    const middle = probe(below.entries + offset);
    const isReached = middle.gap >= 0;
    sides = isReached ? Math.max(1, sides + 1) : Math.min(-1, sides - 1);
    // An end that stays twice counts half, or else it would stay for good.
    if (isReached) {
      reached = middle;
      if (sides > 1) below = halved(below);
    } else {
      below = middle;
      if (sides < -1) reached = halved(reached);
    }
  }
  return reached.entries;
}

function halved({ entries, gap }: Probe): Probe {
  return { entries, gap: gap / 2 };
}

/** Two numbers with the first one between them, by steps that double. */
function around(
  probe: (entries: number) => Probe,
  { low, high, near, step }: EntriesRange,
): { readonly below: Probe; readonly reached: Probe } {
  const inside = (entries: number): number => Math.min(high, Math.max(low, Math.round(entries)));
  let at = probe(inside(near));
  for (let width = Math.max(1, step); ; width *= 2) {
    if (at.gap >= 0) {
      if (at.entries === low) return { below: { entries: low - 1, gap: -1 }, reached: at };
      const lower = probe(inside(at.entries - width));
      if (lower.gap < 0) return { below: lower, reached: at };
      at = lower;
    } else {
      if (at.entries === high) return { below: { ...at, entries: high - 1 }, reached: at };
      const higher = probe(inside(at.entries + width));
      if (higher.gap >= 0) return { below: at, reached: higher };
      at = higher;
    }
  }
}
