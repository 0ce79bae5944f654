import { median } from '../src/base/stats/median.ts';
import type { MapModel } from '../src/maps/model/map-model.ts';
import { type GoProgram, buildGoPrograms, noGo } from './go-program.ts';
import { WRITES_PER_WRITER, guardedTurns, millions } from './guarded-turns.ts';

const TURNS = 15;

/**
 * Eight writers behind one mutex, 100,000 writes of random 64-bit keys each into a fresh map: the
 * kernel's threads, fully instrumented, against goroutines behind `sync.Mutex`, in turns, for every Go
 * that there is.
 */
export async function run(): Promise<string> {
  const programs = await buildGoPrograms('guarded-write');
  const title = `Eight writers behind a mutex, ${WRITES_PER_WRITER} writes each, median of ${TURNS} turns (aim: 2 times Go)\n`;
  if (programs.length === 0) return title + (await compare('go1.22', null)) + noGo;
  const lines: string[] = [];
  for (const go of programs) lines.push(await compare(go.map, go));
  for (const { remove } of programs) remove();
  return title + lines.join('');
}

async function compare(map: MapModel, go: GoProgram | null): Promise<string> {
  const turns = await guardedTurns('mutex', map, TURNS, go);
  const own = `  kernel, ${map}, instrumented: ${millions(median(turns.kernel))} million writes per second\n`;
  if (go === null) return own;
  return (
    `${own}  ${go.version}, sync.Mutex: ${millions(median(turns.go))} million writes per second; ` +
    `kernel over Go: ${median(turns.ratios).toFixed(2)} as the median of pairs, ${(median(turns.kernel) / median(turns.go)).toFixed(2)} of the medians\n`
  );
}
