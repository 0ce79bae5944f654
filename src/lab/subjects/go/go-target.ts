import type { Target } from '../target.ts';
import { goExactPass } from './go-exact-pass.ts';
import { goTimedPass } from './go-timed-pass.ts';

/** A real Go map in a program of its own, inside the limits of the cell. */
export const goTarget: Target = {
  exactPass: (options) => goExactPass(options),
  timedPass: goTimedPass,
};
