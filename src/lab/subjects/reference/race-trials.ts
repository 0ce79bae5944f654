import type { Cell } from '../../config/cell.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { RaceFigures } from '../../record/figures/race-figures.ts';
import type { RaceKnowledge, RaceTrial } from './race-trial.ts';

const wantedOperations = 1e6;
const leastTrials = 3;
const mostTrials = 100;
/** Of a value its first word is compared. */
const comparedBytes = 8;

/** Whether the writers of a cell race: several of them, and no guard. */
export function isRacing({ guard, workload }: Cell): boolean {
  return guard === 'none' && workload.writers > 1;
}

/** As many trials as make about a million operations, at least 3 and at most 100. */
export function planTrials(operations: number): number {
  return Math.min(mostTrials, Math.max(leastTrials, Math.round(wantedOperations / operations)));
}

/**
 * What can be told after a race. A key that one writer deletes and another one inserts may be there
 * or not; a value that two writers write may be either. Increments add up in any order.
 */
export function knowledgeOf({ workload, value }: Cell): RaceKnowledge {
  const { ownership, phases } = workload;
  const has = (kind: 'insert' | 'delete'): boolean =>
    phases.some(({ mix }) => (mix[kind] ?? 0) > 0);
  const isOwn = ownership === 'disjoint' && !phases.some(({ keys }) => keys.kind === 'adversarial');
  const ofKeys = isOwn || !has('delete');
  const isComparable = parseGoType(value, 'value').sizeBytes >= comparedBytes;
  return { ofKeys, ofValues: isComparable && ofKeys && (isOwn || !has('insert')) };
}

/** Adds the trials of one process up. */
export function addTrials(trials: readonly RaceTrial[], knows: RaceKnowledge): RaceFigures {
  const withEnding = (kind: RaceTrial['ending']['kind']): number =>
    trials.filter(({ ending }) => ending.kind === kind).length;
  const byRule = (rule: string): number =>
    trials.filter(({ ending }) => 'rule' in ending && ending.rule === rule).length;
  const losses = trials.flatMap((trial) => trial.losses ?? []);
  const lost = (figure: 'keysWritten' | 'keysLost' | 'valuesLost', isKnown: boolean) =>
    isKnown ? losses.reduce((sum, one) => sum + one[figure], 0) : null;
  return {
    trials: trials.length,
    concurrentMapWrites: withEnding('concurrent-map-writes'),
    concurrentMapReadAndMapWrite: withEnding('concurrent-map-read-and-map-write'),
    byRule: {
      entry: byRule('entry'),
      exit: byRule('exit'),
      'no-empty-slot': byRule('no-empty-slot'),
    },
    trapped: withEnding('trapped'),
    stuck: withEnding('stuck'),
    silentlyDamaged: knows.ofKeys
      ? trials.filter((trial) => isSilentlyDamaged(trial)).length
      : null,
    overlaps: trials.reduce((sum, { overlaps }) => sum + overlaps, 0),
    overlapsMissed: trials.reduce((sum, trial) => sum + missed(trial), 0),
    keysWritten: lost('keysWritten', knows.ofKeys),
    keysLost: lost('keysLost', knows.ofKeys),
    valuesLost: lost('valuesLost', knows.ofValues),
  };
}

/** The check that ended the trial saw one overlap, the last. */
function missed({ ending, overlaps }: RaceTrial): number {
  return 'rule' in ending ? Math.max(0, overlaps - 1) : overlaps;
}

function isSilentlyDamaged({ ending, losses }: RaceTrial): boolean {
  return ending.kind === 'completed' && losses !== null && losses.keysLost + losses.valuesLost > 0;
}

/** The first end of a trial that a program would not have outlived. */
export function firstEnd(trials: readonly RaceTrial[]): Outcome {
  return (
    trials.find(({ outcome }) => outcome.kind !== 'completed')?.outcome ?? { kind: 'completed' }
  );
}
