import type { Guard } from '../src/maps/model/guards.ts';
import { mapModels } from '../src/maps/model/map-model.ts';
import { median } from '../src/base/stats/median.ts';
import { type GoProgram, buildGoProgram } from './go-program.ts';
import { WRITES_PER_WRITER, guardedTurns, millions } from './guarded-turns.ts';

const TURNS = 9;
const guards: readonly Guard[] = ['mutex', 'rwmutex', 'sharded:32', 'sync.Map'];

/**
 * Eight writers, 100,000 writes of random 64-bit keys each into fresh maps, behind each guard: the
 * kernel's threads, fully instrumented, against goroutines behind the same guard, in turns.
 */
export async function run(): Promise<string> {
  const go = buildGoProgram('guarded-write');
  const version = go?.run('mutex').trim().split(' ')[0] ?? 'no Go';
  const lines: string[] = [];
  for (const guard of guards) lines.push(await compare(guard, version, go));
  go?.remove();
  return (
    `Eight writers, ${WRITES_PER_WRITER} writes each, median of ${TURNS} turns, ${version}\n` +
    lines.join('') +
    (go === null ? '  no Go found: set GO or install it to compare\n' : '')
  );
}

async function compare(guard: Guard, version: string, go: GoProgram | null): Promise<string> {
  const map = mapModels.find((model) => version.startsWith(`${model}.`)) ?? 'go1.22';
  const turns = await guardedTurns(guard, map, TURNS, go);
  const own = `  ${guard}, ${map}: kernel ${millions(median(turns.kernel))} million writes per second`;
  if (go === null) return `${own}\n`;
  return `${own}, Go ${millions(median(turns.go))}, ${median(turns.ratios).toFixed(2)} times Go as the median of pairs\n`;
}
