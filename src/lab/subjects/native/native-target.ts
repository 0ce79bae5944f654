import { nativeExactPass } from './native-exact-pass.ts';
import { nativeHeapPass } from './native-heap-pass.ts';
import { nativeTimedPass } from './native-timed-pass.ts';
import type { Target } from '../target.ts';

/** JavaScript's own `Map`: one thread performs the operations of all writers in turn. */
export const nativeTarget: Target = {
  exactPass: (options) => {
    const end = nativeExactPass(options);
    const isWeighed = end.counts !== null && options.weighsHeap !== false;
    const heap = isWeighed ? nativeHeapPass(options, end.counts) : null;
    return Promise.resolve(heap === null ? end : { ...end, heap });
  },
  timedPass: nativeTimedPass,
};
