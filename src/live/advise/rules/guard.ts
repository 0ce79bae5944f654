import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { Advice, MeasuredGuard } from '../advice-document.ts';
import type { MapSite } from '../sites/map-site.ts';
import type { RuleContext } from './rule-context.ts';

/** Fewer rounds do not say how far times scatter. */
const fewestRounds = 3;

type Timed = MeasuredGuard & { readonly nsPerWrite: NonNullable<MeasuredGuard['nsPerWrite']> };

/** Another guard than that of the map was faster in every round of a run that measured it. */
export function guardAdvice({ lock }: MapSite, { measured }: RuleContext): Advice | null {
  const timed = (measured ?? []).filter(isTimed);
  const own = timed.find(({ guard }) => guard === lock?.kind);
  const [fastest] = timed.toSorted((a, b) => a.nsPerWrite.median - b.nsPerWrite.median);
  if (own === undefined || fastest === undefined) return null;
  if (fastest.nsPerWrite.max >= own.nsPerWrite.min || own.writers !== fastest.writers) return null;
  const writers = own.writers === 1 ? 'one writer' : `${formatCount(own.writers)} writers`;
  return {
    rule: 'guard',
    level: 'note',
    confidence: 'measured',
    reason: `in the run of its scenario ${writers} took ${timeText(own)} for a write behind ${own.guard} and ${timeText(fastest)} behind ${fastest.guard}, every round faster`,
    bytes: null,
    fix: {
      description: `measure ${fastest.guard} in the program, if it has the mix of the scenario`,
      edits: [],
    },
    related: [],
  };
}

function isTimed(guard: MeasuredGuard): guard is Timed {
  return guard.nsPerWrite !== null && guard.nsPerWrite.rounds >= fewestRounds;
}

function timeText({ nsPerWrite: { median, min, max } }: Timed): string {
  return `${formatCount(Math.round(median))} ns (${formatCount(Math.round(min))} to ${formatCount(Math.round(max))})`;
}
