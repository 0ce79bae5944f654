import { nativeExactPass } from './native-exact-pass.ts';
import { nativeTimedPass } from './native-timed-pass.ts';
import type { Target } from './target.ts';

/** JavaScript's own `Map`: one thread performs the operations of all writers in turn. */
export const nativeTarget: Target = {
  exactPass: (options) => Promise.resolve(nativeExactPass(options)),
  timedPass: (options) => Promise.resolve(nativeTimedPass(options)),
};
