import type {
  ExpositionPage,
  MetricFamily,
  ExposedSample,
} from '../../../base/exposition/exposition-page.ts';
import { labelsKey, seriesName } from '../../../base/exposition/labels.ts';
import type { Fault, Judgement } from './judgement.ts';
import type { ContractPath } from '../document/contract-file.ts';

/** Most series of a page, and of one of its families; `null` is no limit. */
export interface SeriesLimits {
  readonly page: number | null;
  readonly family: number;
}

/** Rules about every page, each of which holds where no fault names it. */
const pageRules = ['help', 'type', 'cardinality', 'duplicate-series', 'series-limit'] as const;

/** Holds what every page of metrics promises against a page, whatever it is about. */
export function judgePage(
  page: ExpositionPage,
  limits: SeriesLimits,
  path: ContractPath,
  judgement: Judgement,
): void {
  const faults = [
    ...page.families.flatMap((family) => familyFaults(family, limits.family)),
    ...page.duplicates.map(duplicateFault),
    ...pageLimitFaults(page, limits.page),
  ];
  for (const rule of pageRules)
    if (!faults.some((fault) => fault.rule === rule)) judgement.holds(rule, 'every metric', path);
  for (const fault of faults) judgement.violated(fault, path);
  for (const fault of page.families.flatMap((one) => namingFaults(one, page.format)))
    judgement.warned(fault, path);
}

function familyFaults(
  { name, type, help, samples }: MetricFamily,
  mostSeries: number,
): readonly Fault[] {
  const faults: Fault[] = [];
  const about = withoutTotal(name);
  if (help === null || help === '')
    faults.push({ rule: 'help', about, message: `expected HELP of ${name}, got none` });
  if (type === 'unknown')
    faults.push({ rule: 'type', about, message: `expected TYPE of ${name}, got none` });
  const series = samples.filter((sample) => !sample.name.endsWith('_created')).length;
  if (series > mostSeries)
    faults.push({
      rule: 'cardinality',
      about,
      message: `expected at most ${mostSeries} series of ${name}, got ${series}`,
    });
  return faults;
}

/** What Prometheus asks of names; services that are read all the same. */
function namingFaults(
  { name, type }: MetricFamily,
  format: ExpositionPage['format'],
): readonly Fault[] {
  const rule = 'naming';
  if (format !== 'text') return [];
  if (type === 'counter' && !name.endsWith('_total'))
    return [{ rule, about: name, message: `expected the counter ${name} to end in _total` }];
  if (type !== 'counter' && type !== 'unknown' && name.endsWith('_total'))
    return [
      {
        rule,
        about: name,
        message: `expected only counters to end in _total, got the ${type} ${name}`,
      },
    ];
  return [];
}

function duplicateFault({ name, labels, line }: ExposedSample): Fault {
  return {
    rule: 'duplicate-series',
    about: withoutTotal(name),
    message: `expected ${seriesName(name, labels)} once, got it again in line ${line}`,
  };
}

function pageLimitFaults(page: ExpositionPage, most: number | null): readonly Fault[] {
  const count = page.families.reduce((sum, { samples }) => sum + samples.length, 0);
  if (most === null || page.format !== 'text' || count <= most) return [];
  const message = `expected at most ${most} series on the page, got ${count}`;
  return [{ rule: 'series-limit', about: 'the page', message }];
}

/** What two formats of the same service say differently: series and types. Values may move on between. */
export function agreementFaults(text: ExpositionPage, open: ExpositionPage): readonly Fault[] {
  const [inText, inOpen] = [seriesOf(text), seriesOf(open)];
  return [
    ...missing(inText, inOpen).map(
      (series) => `expected ${series} in OpenMetrics as well, got it in the text format alone`,
    ),
    ...missing(inOpen, inText).map(
      (series) => `expected ${series} in the text format as well, got it in OpenMetrics alone`,
    ),
  ].map((message) => ({ rule: 'formats-agree', about: 'the formats', message }));
}

function missing(one: ReadonlySet<string>, other: ReadonlySet<string>): readonly string[] {
  return [...one].filter((series) => !other.has(series));
}

/** With its type; `_created` has no place in the text format. */
function seriesOf({ families }: ExpositionPage): ReadonlySet<string> {
  return new Set(
    families.flatMap(({ type, samples }) =>
      samples
        .filter(({ name }) => !name.endsWith('_created'))
        .map(({ name, labels }) => `${name}{${labelsKey(labels)}} (${type})`),
    ),
  );
}

function withoutTotal(name: string): string {
  return name.replace(/_total$/, '');
}
