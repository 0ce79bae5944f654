// AVA's `test` for a file that runs together with others: one test after the other, as hooks and what a
// test leaves behind are those of one thread, and titles that name the file.
import ava from 'ava';

/** @param file as AVA names it before a title */
export function testsOf(file) {
  const named = (chain, inTurn) =>
    new Proxy(chain, {
      apply: (_, self, [title, ...rest]) =>
        Reflect.apply(inTurn, self, [
          typeof title === 'string' ? `${file} › ${title}` : title,
          ...rest,
        ]),
      get: (target, key) => {
        const part = target[key];
        if (typeof part !== 'function' || key === 'macro') return part;
        return named(part, part);
      },
    });
  return named(ava, ava.serial);
}
