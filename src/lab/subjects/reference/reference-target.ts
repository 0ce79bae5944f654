import { referenceExactPass } from './reference-exact-pass.ts';
import { referenceTimedPass } from './reference-timed-pass.ts';
import type { Target } from '../target.ts';

/** The reference maps of the kernel, with a real thread for every writer. */
export const referenceTarget: Target = {
  exactPass: (options) => Promise.resolve(referenceExactPass(options)),
  timedPass: referenceTimedPass,
};
