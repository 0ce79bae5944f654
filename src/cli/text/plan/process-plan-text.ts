import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { growthAhead } from '../../../maps/model/size/growth-ahead.ts';
import { growthSentence } from '../../../maps/model/plan/growth-sentence.ts';
import type { ProcessPlan, ProcessRequest } from '../../../maps/model/plan/plan-process.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { countedText } from '../../../maps/model/payload/counted-text.ts';
import { isEntryUnknown } from '../../../maps/model/payload/payload-of.ts';
import { goSteady } from '../../../maps/model/runtime/steady-state.ts';
import type { FillForecast } from '../../../maps/model/runtime/filling.ts';
import type { GrowthPlan } from '../../../maps/model/size/growth-plan.ts';

/** What the entries carry, and whether the process fits, each as a sentence without its point. */
export function processPlanSentences(
  { payload, verdict, forecast, heap, advice }: ProcessPlan,
  plan: GrowthPlan,
  request: ProcessRequest,
): readonly string[] {
  const carried = payload.parts.map(
    ({ of, what, heapBytes, offHeapBytes }) =>
      `${formatBytes(heapBytes + offHeapBytes)} of ${of} (${what})`,
  );
  if (isEntryUnknown(modelFacts(request.map).runtime))
    return [`Counted: ${countedText(request)}`, ...tableSentences(plan)];
  const sentences: string[] = [];
  if (carried.length > 0)
    sentences.push(`Each entry carries, beside the table, ${carried.join(' and ')}`);
  const unknown = payload.unknown.map(({ of, type }) => `${type} in the ${of}`).join(' and ');
  const leftOut =
    unknown === '' ? '' : `; what ${unknown} holds is not counted (--key-bytes, --value-bytes)`;
  if (verdict === null || forecast === null || plan.limitBytes === null) {
    if (unknown !== '')
      sentences.push(`Not counted: what ${unknown} holds (--key-bytes, --value-bytes)`);
    return sentences;
  }
  const limit = formatLimitBytes(plan.limitBytes);
  const next = plan.nextGrowth;
  const ahead =
    next === null
      ? null
      : growthAhead(next, {
          entries: plan.entries,
          ratePerMinute: null,
          limitBytes: plan.limitBytes,
          bytesElsewhere: plan.entries * payload.residentBytes,
        });
  const more = ahead?.fits === false ? ', but the next growth will not' : '';
  const process = processText(request);
  if (verdict === 'the table alone fits')
    sentences.push(`The table alone fits into ${limit}${more}${leftOut}`);
  else if (verdict === 'fits')
    sentences.push(
      `Fits into ${limit}${more}: ${process} that does nothing but fill it has ${formatBytes(forecast.peakBytes)} resident at most${garbageText(payload, plan, request, forecast.peakBytes)}`,
    );
  else {
    const taken =
      heap?.isDefault === true && forecast.endedBy === 'v8-heap'
        ? `, because V8 takes ${formatLimitBytes(heap.oldBytes)} of the ${limit} for its heap`
        : '';
    if (!plan.fits) sentences.push(`Does not fit: ${plan.reason ?? ''}`);
    const at = `${process} that fills it dies at ${formatCount(forecast.entries)} entries${range(forecast)}`;
    const start = plan.fits ? `Does not fit into ${limit}: ${at}` : capitalised(at);
    sentences.push(`${start}${taken}${causeText(forecast)}${leftOut}`);
  }
  if (advice !== null)
    sentences.push(
      `With ${advice.setting} it ${advice.forecast.endedBy === 'all-entries' ? 'holds' : 'comes to'} ${formatCount(advice.forecast.entries)} entries at ${formatBytes(advice.forecast.peakBytes)} resident`,
    );
  return sentences;
}

/** The verdict on a table whose entries nobody counts. */
function tableSentences({ limitBytes, fits, reason, nextGrowth }: GrowthPlan): readonly string[] {
  if (limitBytes === null) return [];
  if (!fits) return [`Does not fit: ${reason ?? ''}`];
  const more =
    nextGrowth !== null && nextGrowth.bytesDuring > limitBytes
      ? ', but the next growth will not'
      : '';
  return [`The table alone fits into ${formatLimitBytes(limitBytes)}${more}`];
}

/** What GOMEMLIMIT is advised to leave to the rest of the process. */
const memoryLimitShare = 0.9;

/** A filling makes no garbage but its tables; a service does, and Go lets it grow before it collects. */
function garbageText(
  payload: ProcessPlan['payload'],
  plan: GrowthPlan,
  { map: model, go }: ProcessRequest,
  fillPeakBytes: number,
): string {
  const { limitBytes } = plan;
  if (limitBytes === null || modelFacts(model).runtime !== 'go' || plan.entries === 0) return '';
  const map = {
    live: plan.entries,
    tableHeldBytes: plan.bytesHeld,
    // The growth that comes next may never come in a map that is full.
    tablePeakBytes: plan.bytesHeld,
    payload,
  };
  const { peakBytes, fits } = goSteady(map, limitBytes, go);
  if (peakBytes <= fillPeakBytes) return '';
  const grows = `; a service that makes garbage beside it grows to ${formatBytes(peakBytes)} before it is collected`;
  if (fits) return grows;
  const memoryLimitBytes = Math.floor((memoryLimitShare * limitBytes) / 2 ** 20) * 2 ** 20;
  const isHelped = goSteady(map, limitBytes, { ...go, memoryLimitBytes }).fits;
  const help = isHelped ? `: GOMEMLIMIT=${memoryLimitBytes / 2 ** 20}MiB collects in time` : '';
  return `${grows}, which does not fit${help}`;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function processText({ map, nodeMajor, go }: ProcessRequest): string {
  if (modelFacts(map).family === 'v8') return `a Node.js ${nodeMajor} process`;
  return `a Go process (GOGC=${go.gogc ?? 'off'})`;
}

function range({ entries, lowEntries, highEntries }: FillForecast): string {
  if (lowEntries === entries && highEntries === entries) return '';
  return ` (between ${formatCount(lowEntries)} and ${formatCount(highEntries)}, as the collector happens to run)`;
}

function causeText({ growth }: FillForecast): string {
  return growth === null ? '' : `: the map ${growthSentence(growth)}`;
}
