/** How memory grows from the onset of a failure to exhaustion: the shapes that figures are fitted to. */
export const growthShapes = ['linear', 'quadratic', 'staircase'] as const;

/** Shapes that no threshold is fitted to: what a fit is worth on failures of another make. */
export const heldOutShapes = ['exponential', 'slowing', 'pausing', 'bending'] as const;

export type GrowthShape = (typeof growthShapes)[number] | (typeof heldOutShapes)[number];

/**
 * Share of the whole growth that is done when `progress` (0 to 1) of the time has passed.
 *
 * `staircase` is the memory of four maps that fill at one rate and double in turn, their sizes a
 * fourth root of two apart: every step is 19 % of what is there. It rounds the progress up to the
 * next step, as a map takes its table before it fills it. `slowing` goes with progress to the power
 * 0.75; `pausing` stands still for the middle fifth of its time; `bending` does a fifth of the growth in
 * the first half of the time, and the rest in the second.
 */
export function growthAt(shape: GrowthShape, progress: number): number {
  const done = Math.min(1, Math.max(0, progress));
  if (shape === 'linear') return done;
  if (shape === 'quadratic') return done * done;
  if (shape === 'exponential') return Math.expm1(2 * done) / Math.expm1(2);
  if (shape === 'slowing') return done ** 0.75;
  if (shape === 'bending') return done < 0.5 ? 0.4 * done : 0.2 + 1.6 * (done - 0.5);
  if (shape === 'pausing') return (Math.min(done, 0.4) + Math.max(0, done - 0.6)) / 0.8;
  if (done === 0) return 0;
  return Math.min(1, 2 ** (Math.ceil(Math.log2(done) * 4) / 4));
}
