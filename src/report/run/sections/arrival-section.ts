import type { ArrivalRate } from '../../../lab/workload/arrival-rate.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { latencySummary } from '../../../lab/record/figures/latency-summary.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { arrivalsOf, type ArrivalRound } from '../figures/arrivals-of.ts';
import { counted, formatNs, formatPerSecond, significant } from '../figures/format-figure.ts';
import { html, type Markup } from '../../kit/page/html.ts';
import { dataTable } from '../../kit/page/data-table.ts';
import { percentileRows } from './tables/percentile-rows.ts';

/** How operations that arrive at a rate fared: what a user waited, and what the map alone took. */
export function arrivalSection(record: CellRecord): Markup | null {
  const { rate } = record.cell;
  if (rate === undefined) return null;
  const rounds = arrivalsOf(record);
  const refused = record.rounds.filter(({ outcome }) => outcome.kind === 'invalid').length;
  if (rounds.length === 0 && refused === 0) return null;
  return html`<div class="arrivals">
    <p class="muted">
      ${describeRate(rate)}. Response time runs from the moment at which an operation should have
      started, service time from that at which it
      did.${refused === 0 ? null : ` ${counted(refused, 'round')} of ${formatCount(record.rounds.length)}: invalid, generator saturated.`}
    </p>
    ${
      rounds.length === 0
        ? null
        : html`<div class="columns">
            <div>${timesTable(rounds)}</div>
            <div>${generatorTable(rounds)}</div>
          </div>`
    }
  </div>`;
}

/** A rate in words: `Arrivals at 50,000 per second`. */
export function describeRate(rate: ArrivalRate): string {
  switch (rate.kind) {
    case 'constant':
      return `Arrivals at ${formatCount(rate.perSecond)} per second`;
    case 'ramp':
      return `Arrivals from ${formatCount(rate.fromPerSecond)} to ${formatCount(rate.toPerSecond)} per second`;
    case 'steps':
      return `Arrivals in steps of ${rate.perSecond.map((step) => formatCount(step)).join(', ')} per second`;
    case 'bursts':
      return `Arrivals at ${formatCount(rate.perSecond)} per second in bursts of ${formatCount(rate.size)}`;
    case 'poisson':
    default:
      return `Arrivals by chance at ${formatCount(rate.perSecond)} per second`;
  }
}

function timesTable(rounds: readonly ArrivalRound[]): Markup {
  const summaries = [
    latencySummary(rounds.flatMap(({ responseTime }) => responseTime)),
    latencySummary(rounds.map(({ serviceTime }) => serviceTime)),
    latencySummary(rounds.map(({ lateness }) => lateness)),
  ];
  return dataTable(
    'Response and service time',
    [
      { title: 'Latency' },
      { title: 'response', isFigure: true },
      { title: 'service', isFigure: true },
      { title: 'late by', isFigure: true },
    ],
    [
      ...percentileRows(summaries),
      ['operations', ...summaries.map((summary) => formatCount(summary?.weight ?? 0))],
    ],
    'Response and service time',
  );
}

function generatorTable(rounds: readonly ArrivalRound[]): Markup {
  return dataTable(
    'Generator',
    [
      { title: 'Round' },
      { title: 'arrived', isFigure: true },
      { title: 'late starts', isFigure: true },
      { title: 'CPUs', isFigure: true },
      { title: 'p99 loop lag', isFigure: true },
    ],
    rounds.map(({ round, perSecond, lateStarts, cpuCores, eventLoopLagP99Ns }) => [
      round + 1,
      formatPerSecond(perSecond),
      formatCount(lateStarts),
      cpuCores === null ? html`<span class="muted">shared</span>` : significant(cpuCores),
      eventLoopLagP99Ns === null
        ? html`<span class="muted">none</span>`
        : formatNs(eventLoopLagP99Ns),
    ]),
    'Generator',
  );
}
