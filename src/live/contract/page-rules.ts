import type {
  ExpositionPage,
  MetricFamily,
  Sample,
} from '../../base/exposition/exposition-page.ts';
import { labelsKey, seriesName } from '../../base/exposition/labels.ts';
import type { ContractFinding } from './contract-finding.ts';

/** Series of one family beyond which a label has no bound. */
const mostSeries = 1000;

/** What holds for every page of metrics, whatever it is about. */
export function pageFindings(page: ExpositionPage): readonly ContractFinding[] {
  return [...page.families.flatMap(familyFindings), ...page.duplicates.map(duplicateFinding)];
}

function familyFindings({ name, type, help, samples }: MetricFamily): readonly ContractFinding[] {
  const findings: ContractFinding[] = [];
  if (help === null || help === '')
    findings.push({ rule: 'help', message: `expected HELP of ${name}, got none` });
  if (type === 'unknown')
    findings.push({ rule: 'type', message: `expected TYPE of ${name}, got none` });
  if (samples.length > mostSeries)
    findings.push({
      rule: 'cardinality',
      message: `expected at most ${mostSeries} series of ${name}, got ${samples.length}`,
    });
  return findings;
}

function duplicateFinding({ name, labels, line }: Sample): ContractFinding {
  return {
    rule: 'duplicate-series',
    message: `expected ${seriesName(name, labels)} once, got it again in line ${line}`,
  };
}

/** What two formats of the same service say differently: series, types, help. Values may move on between. */
export function agreementFindings(
  text: ExpositionPage,
  open: ExpositionPage,
): readonly ContractFinding[] {
  const [inText, inOpen] = [seriesOf(text), seriesOf(open)];
  return [
    ...missing(inText, inOpen).map(
      (series) => `expected ${series} in OpenMetrics as well, got it in the text format alone`,
    ),
    ...missing(inOpen, inText).map(
      (series) => `expected ${series} in the text format as well, got it in OpenMetrics alone`,
    ),
  ].map((message) => ({ rule: 'formats-agree', message }));
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

/** Counters that fell from one page to the next: without a restart they never do. */
export function counterFindings(
  before: ExpositionPage,
  after: ExpositionPage,
): readonly ContractFinding[] {
  const known = new Map(
    countersOf(before).map((sample) => [seriesName(sample.name, sample.labels), sample.value]),
  );
  return countersOf(after).flatMap(({ name, labels, value }) => {
    const series = seriesName(name, labels);
    const was = known.get(series) ?? value;
    return value >= was
      ? []
      : [
          {
            rule: 'counter-falls',
            message: `expected ${series} never to fall, got ${value} after ${was}`,
          },
        ];
  });
}

function countersOf({ families }: ExpositionPage): readonly Sample[] {
  return families
    .filter(({ type }) => type === 'counter')
    .flatMap(({ samples }) => samples.filter(({ name }) => !name.endsWith('_created')));
}
