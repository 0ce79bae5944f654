import type { Guard } from '../src/maps/model/guards.ts';
import type { MapModel } from '../src/maps/model/map-model.ts';
import { median } from '../src/base/stats/median.ts';
import { type GoProgram, buildGoPrograms, noGo } from './go-program.ts';
import { WRITES_PER_WRITER, guardedTurns, millions } from './guarded-turns.ts';

const TURNS = 9;
const guards: readonly Guard[] = ['mutex', 'rwmutex', 'sharded:32', 'sync.Map'];

/**
 * Eight writers, 100,000 writes of random 64-bit keys each into fresh maps, behind each guard: the
 * kernel's threads, fully instrumented, against goroutines behind the same guard, in turns, for every
 * Go that there is.
 */
export async function run(): Promise<string> {
  const programs = await buildGoPrograms('guarded-write');
  const lines: string[] = [];
  for (const guard of guards)
    if (programs.length === 0) lines.push(await compare(guard, 'go1.22', null));
    else for (const go of programs) lines.push(await compare(guard, go.map, go));
  for (const { remove } of programs) remove();
  return (
    `Eight writers, ${WRITES_PER_WRITER} writes each, median of ${TURNS} turns\n` +
    lines.join('') +
    (programs.length === 0 ? noGo : '')
  );
}

async function compare(guard: Guard, map: MapModel, go: GoProgram | null): Promise<string> {
  const turns = await guardedTurns(guard, map, TURNS, go);
  const own = `  ${guard}, ${map}: kernel ${millions(median(turns.kernel))} million writes per second`;
  if (go === null) return `${own}\n`;
  return `${own}, ${go.version} ${millions(median(turns.go))}, ${median(turns.ratios).toFixed(2)} times Go as the median of pairs\n`;
}
