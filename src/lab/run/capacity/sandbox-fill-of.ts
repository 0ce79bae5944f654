import { modelFacts } from '../../../maps/model/model-facts.ts';
import { type CurvePoint, growthCurve } from '../../../maps/model/plan/growth-curve.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { chargedBytes } from '../../../maps/model/size-class.ts';
import type { ExactCounts } from '../../record/exact-result.ts';
import type { LastState, Outcome } from '../../record/outcome.ts';
import type { ExactRun } from '../../record/run-record.ts';
import type { CapacityRequest, FillPoint, SandboxFill } from './capacity.ts';
import { layoutOf } from './fill-cell.ts';
import { endedBy, fillEnding } from './fill-ending.ts';

/** Points of a line: more than a screen shows. */
const linePoints = 480;

/**
 * What one process of the sandbox that filled a map says of how much fits. Pure.
 *
 * @throws SandboxError `invalid` where the process failed
 */
export function sandboxFillOf(request: CapacityRequest, hint: number, run: ExactRun): SandboxFill {
  const { counts, outcome } = run;
  const { isString, keyBytes } = layoutOf(request);
  const perKey =
    isString && modelFacts(request.map).runtime === 'go' ? chargedBytes(keyBytes, false) : 0;
  const { points, ...figures } =
    counts === null ? figuresAtDeath(request, lastOf(outcome)) : countedFigures(counts);
  const stringBytes = figures.entries * perKey;
  return {
    hint,
    ...figures,
    end: fillEnding(request, run, figures.entries, stringBytes),
    endedBy: endedBy(outcome),
    stringBytes,
    line: thinned(
      points.map(({ entries, bytesHeld }) => ({ entries, bytes: bytesHeld + entries * perKey })),
    ),
  };
}

type FillFigures = Pick<
  SandboxFill,
  'entries' | 'bytesHeld' | 'peakBytes' | 'growths' | 'totalBytesAllocated'
> & { readonly points: readonly CurvePoint[] };

function countedFigures({ stats, staircase }: ExactCounts): FillFigures {
  return {
    entries: stats.entries,
    bytesHeld: stats.bytesHeld,
    peakBytes: stats.bytesPeak,
    growths: Object.values(stats.growthsByKind).reduce((sum, count) => sum + count, 0),
    totalBytesAllocated: stats.totalBytesAllocated,
    points: staircase,
  };
}

/** A process that was ended counted nothing; the tables of V8 follow a rule, those of Go chance. */
function figuresAtDeath({ map, key, value }: CapacityRequest, last: LastState | null): FillFigures {
  const { entries, bytesHeld } = last ?? { entries: 0, bytesHeld: 0 };
  const asked = { map, key, value, entries };
  const isOfGo = modelFacts(map).runtime === 'go';
  return {
    entries,
    bytesHeld,
    peakBytes: bytesHeld,
    growths: isOfGo ? null : planGrowth(asked).growthEvents.length,
    totalBytesAllocated: 0,
    points: growthCurve(asked, Math.min(linePoints, entries)),
  };
}

/** The highest point of every stretch: peaks are what matters. */
function thinned(line: readonly FillPoint[]): readonly FillPoint[] {
  const every = Math.ceil(line.length / linePoints);
  return line.filter((point, index) => {
    const from = index - (index % every);
    const stretch = line.slice(from, from + every);
    const top = stretch.reduce((high, one) => (one.bytes > high.bytes ? one : high), point);
    return top === point && stretch.indexOf(point) === index - from;
  });
}

function lastOf(outcome: Outcome): LastState | null {
  return 'last' in outcome ? outcome.last : null;
}
