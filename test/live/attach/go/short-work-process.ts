// Prints as JSON whether V8 optimized a hot loop: one that ran within short work, and two that ran after it.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { runInThisContext } from 'node:vm';
import { asShortWork } from '../../../../src/live/attach/go/short-work.ts';

type Hot = (count: number) => number;

const isTurbofan: (hot: Hot) => boolean = runInThisContext('(hot) => %ActiveTierIsTurbofan(hot)');
/** Loops run until they are optimized, or for so long. */
const longestMs = 2000;

function isOptimized(name: string): boolean {
  // Each has a text of its own: functions of one text share what V8 compiled.
  const hot: Hot = runInThisContext(
    `(count) => { let ${name} = 0; for (let i = 0; i < count; i++) ${name} = (${name} + i) | 0; return ${name}; }`,
  );
  const startMs = performance.now();
  while (!isTurbofan(hot) && performance.now() - startMs < longestMs) hot(1000);
  return isTurbofan(hot);
}

const within = await asShortWork(() => Promise.resolve(isOptimized('within')));
const after = isOptimized('after');
const failed = await asShortWork(() => Promise.reject(new Error('it failed'))).catch(
  () => 'failed',
);
process.stdout.write(
  JSON.stringify({ within, after, failed, afterFailure: isOptimized('afterFailure') }),
);
