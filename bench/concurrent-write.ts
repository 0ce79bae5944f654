import { median } from '../src/base/stats/median.ts';
import { buildGoProgram } from './go-program.ts';
import { WRITES_PER_WRITER, guardedTurns, millions } from './guarded-turns.ts';

const TURNS = 15;

/**
 * Eight writers behind one mutex, 100,000 writes of random 64-bit keys each into a fresh map: the
 * kernel's threads, fully instrumented, against goroutines behind `sync.Mutex`, in turns.
 */
export async function run(): Promise<string> {
  const go = buildGoProgram('guarded-write');
  const [version = 'go'] = (go?.run('mutex') ?? '').split(' ');
  const turns = await guardedTurns('mutex', 'go1.22', TURNS, go);
  go?.remove();
  const title = `Eight writers behind a mutex, ${WRITES_PER_WRITER} writes each, median of ${TURNS} turns (aim: 1.5 times Go)\n`;
  const kernelLine = `  kernel, go1.22, instrumented: ${millions(median(turns.kernel))} million writes per second\n`;
  if (go === null) return `${title}${kernelLine}  no Go found: set GO or install it to compare\n`;
  return (
    `${title}${kernelLine}` +
    `  ${version}, sync.Mutex: ${millions(median(turns.go))} million writes per second\n` +
    `  kernel over Go: ${median(turns.ratios).toFixed(2)} as the median of pairs, ${(median(turns.kernel) / median(turns.go)).toFixed(2)} of the medians\n`
  );
}
