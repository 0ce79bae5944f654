import { modelFacts } from '../model-facts.ts';
import { isEntryUnknown, payloadOf } from '../payload/payload-of.ts';
import { entryTypes } from '../payload/entry-types.ts';
import type { Payload } from '../payload/payload.ts';
import type { SizeDistribution } from '../payload/size-distribution.ts';
import type { FillForecast, Filling } from '../runtime/filling.ts';
import { goFill } from '../runtime/go-fill.ts';
import { defaultGoSettings, type GoSettings } from '../runtime/go-settings.ts';
import { nodeFill } from '../runtime/node-fill.ts';
import { type NodeHeapLimit, nodeHeapLimit } from '../runtime/node-heap-limit.ts';
import type { GrowthPlan, PlanRequest } from '../size/growth-plan.ts';
import { guardedModelFor } from '../size/guarded-model-for.ts';

/** What a plan must know of the process around the map. */
export interface ProcessRequest extends PlanRequest {
  readonly keySizes: SizeDistribution | null;
  readonly valueSizes: SizeDistribution | null;
  readonly go: GoSettings;
  readonly nodeMajor: number;
  readonly nodeArguments: readonly string[];
}

/** Whether a limit can take the process, as far as is known what it holds. */
export type Verdict = 'fits' | 'does not fit' | 'the table alone fits';

/** Settings with which more entries fit. */
export interface Advice {
  /** `--max-old-space-size=430`, `GOMEMLIMIT=460MiB`. */
  readonly setting: string;
  readonly forecast: FillForecast;
}

/** The answer for a process that does nothing but fill the map. */
export interface ProcessPlan {
  readonly payload: Payload;
  /** `null` without a limit. */
  readonly verdict: Verdict | null;
  /** `null` without a limit, and for maps whose table alone is known. */
  readonly forecast: FillForecast | null;
  /** `null` for Go, and without a limit. */
  readonly heap: NodeHeapLimit | null;
  readonly advice: Advice | null;
}

const mebibyte = 2 ** 20;
/** Steps in which a heap is advised. */
const adviceStepMiB = 10;
const memoryLimitShare = 0.9;
/** The models of what lies beside the heap are right to a few per cent. */
const safeShare = 0.95;
/** A setting must let so many times the entries fit to be worth a word. */
const leastGain = 1.05;

/**
 * Whether a process with the map of a plan fits into the limit, what ends it, and what setting would
 * help.
 *
 * @throws SandboxError `usage` if a type, a shape or a flag is wrong
 */
export function planProcess(request: ProcessRequest, plan: GrowthPlan): ProcessPlan {
  const payload = payloadOf(request);
  const types = entryTypes(request);
  const { model } = guardedModelFor(request, types.key, types.value);
  const filling: Filling = { model, payload, entries: plan.entries };
  const limitBytes = plan.limitBytes;
  if (limitBytes === null)
    return { payload, verdict: null, forecast: null, heap: null, advice: null };
  const { runtime } = modelFacts(request.map);
  if (isEntryUnknown(runtime)) {
    const verdict = plan.fits ? 'the table alone fits' : 'does not fit';
    return { payload, verdict, forecast: null, heap: null, advice: null };
  }
  const isNode = runtime === 'node';
  const heap = isNode ? nodeHeapLimit(limitBytes, request.nodeMajor, request.nodeArguments) : null;
  const forecastWith = (nodeArguments: readonly string[], settings: GoSettings): FillForecast =>
    isNode
      ? nodeFill(filling, {
          limitBytes,
          heap: nodeHeapLimit(limitBytes, request.nodeMajor, nodeArguments),
          nodeMajor: request.nodeMajor,
        })
      : goFill(filling, { limitBytes, settings });
  const forecast = forecastWith(request.nodeArguments, request.go);
  const isIn = plan.fits && isSure(forecast, plan.entries);
  const verdict = isIn
    ? payload.unknown.length > 0
      ? 'the table alone fits'
      : 'fits'
    : 'does not fit';
  const better = verdict === 'does not fit' ? betterSettings(limitBytes, isNode) : [];
  const advice = better.map(({ setting, nodeArguments, go }) => ({
    setting,
    forecast: forecastWith([...request.nodeArguments, ...nodeArguments], go ?? request.go),
  }));
  return {
    payload,
    verdict,
    forecast,
    heap,
    advice:
      advice.find(
        (one) =>
          isSafe(one.forecast, limitBytes) && one.forecast.entries > leastGain * forecast.entries,
      ) ?? null,
  };
}

function isSure({ lowEntries }: FillForecast, entries: number): boolean {
  return lowEntries >= entries;
}

/** Not ended by the kernel, which would leave no word of what happened, nor near it. */
function isSafe(
  { endedBy, entries, lowEntries, peakBytes }: FillForecast,
  limitBytes: number,
): boolean {
  return endedBy !== 'kernel' && lowEntries === entries && peakBytes <= safeShare * limitBytes;
}

interface Setting {
  readonly setting: string;
  readonly nodeArguments: readonly string[];
  readonly go: GoSettings | null;
}

/** Settings worth a try, the best first. */
function betterSettings(limitBytes: number, isNode: boolean): readonly Setting[] {
  if (!isNode) {
    const memoryLimitBytes = Math.floor((memoryLimitShare * limitBytes) / mebibyte) * mebibyte;
    const setting = `GOMEMLIMIT=${memoryLimitBytes / mebibyte}MiB`;
    return [{ setting, nodeArguments: [], go: { ...defaultGoSettings, memoryLimitBytes } }];
  }
  // The rest is for what is beside the heap: garbage may fill the heap up to its limit.
  const steps = Math.floor((memoryLimitShare * limitBytes) / mebibyte / adviceStepMiB);
  return Array.from({ length: steps }, (_, step) => {
    const setting = `--max-old-space-size=${(steps - step) * adviceStepMiB}`;
    return { setting, nodeArguments: [setting], go: null };
  });
}
