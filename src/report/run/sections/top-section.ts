import { numberAt } from '../../../base/primitives/number-at.ts';
import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { RunHead } from '../../../lab/record/run-record.ts';
import {
  counted,
  formatCpus,
  formatMoment,
  formatNs,
  keepUnits,
} from '../figures/format-figure.ts';
import type { CellGist } from '../cell-gist.ts';
import { foreign, html, type Markup } from '../../kit/page/html.ts';
import { fullestOf, headlineOf } from '../findings/headline.ts';
import { joinLimitRows } from '../figures/limit-rows.ts';

/** What was run, under which limits, where and when. */
export function topSection(record: RunHead, cells: readonly CellGist[]): Markup {
  const { configuration } = record;
  const rounds = [...new Set(cells.map((cell) => cell.rounds))];
  const fullest = fullestOf(cells.map(({ fullness }) => fullness));
  const times = rounds.length === 1 ? counted(numberAt(rounds, 0), 'time') : 'several times';
  return html`<header class="top">
    <div>
      <p class="eyebrow">mapswell swelling report</p>
      <h1>${foreign(keepUnits(headlineOf(cells.map(({ headline }) => headline))))}</h1>
      <p class="lede">
        ${fullest === null ? null : html`${foreign(keepUnits(fullest))}. `}
        ${keepUnits(`${counted(cells.length, 'cell')}${placeOf(cells)}`)}. Every cell was timed
        ${times}, each time in a fresh process, in random order and next to a yardstick of fixed
        work. Its bytes and growths were counted twice, in processes of their own, and do not depend
        on the
        machine.${
          record.isComplete
            ? null
            : html` <strong>The run was interrupted: what had been measured is here.</strong>`
        }
      </p>
    </div>
    <dl class="facts">
      <dt>Run</dt>
      <dd>${formatMoment(record.startedAt)}, ${duration(record)}, seed ${configuration.seed}</dd>
      ${partFacts(record)} ${limitFacts(cells)}${environmentFacts(record)}
    </dl>
  </header> `;
}

function environmentFacts({ environment }: RunHead): Markup {
  const { cpuModel, cores, memoryBytes, platform, arch, osRelease, node, v8, mapswell } =
    environment;
  return html`<dt>Machine</dt>
    <dd>${foreign(cpuModel)}, ${counted(cores, 'core')}, ${formatLimitBytes(memoryBytes)}</dd>
    <dt>System</dt>
    <dd>${platform} ${osRelease} on ${arch}</dd>
    <dt>Programs</dt>
    <dd>mapswell ${mapswell}, Node.js ${node}, V8 ${v8}</dd> `;
}

/** What was asked, what was applied, what was read back, and by which mechanism. */
function limitFacts(cells: readonly CellGist[]): readonly Markup[] {
  return joinLimitRows(cells.map(({ limits }) => limits)).map((row) => {
    const where =
      row.cells === cells.length
        ? null
        : html` <span class="muted">in ${counted(row.cells, 'cell')}</span>`;
    return html`<dt>${row.name}</dt>
      <dd>${foreign(keepUnits(row.sentence))}${where}</dd> `;
  });
}

/** Without the time in which a run that was resumed did not go on. */
function duration(record: RunHead): string {
  const ms = (record.parts ?? [record])
    .map(({ startedAt, finishedAt }) => Date.parse(finishedAt) - Date.parse(startedAt))
    .reduce((sum, part) => sum + part, 0);
  return Number.isFinite(ms) && ms >= 0 ? `took ${formatNs(ms * 1e6)}` : 'of unknown length';
}

function partFacts({ parts = [] }: RunHead): Markup | null {
  if (parts.length < 2) return null;
  const texts = parts.map(
    ({ startedAt, finishedAt }) => `${formatMoment(startedAt)} to ${formatMoment(finishedAt)}`,
  );
  return html`<dt>Resumed</dt>
    <dd>in ${formatCount(parts.length)} parts: ${texts.join('; ')}</dd>`;
}

/** The limits as they were applied, a range where cells have limits of their own. */
function placeOf(cells: readonly CellGist[]): string {
  const limits = cells.flatMap(({ applied }) => applied ?? []);
  const memory = rangeOf(
    limits.map(({ memoryBytes }) => memoryBytes),
    formatLimitBytes,
  );
  const cpus = rangeOf(
    limits.map((one) => one.cpus),
    formatCpus,
  );
  const parts = [
    ...(memory === null ? [] : [memory]),
    ...(cpus === null ? [] : [`${cpus} ${cpus === '1' ? 'CPU' : 'CPUs'}`]),
  ];
  return parts.length === 0 ? ' without limits' : ` inside ${parts.join(' and ')}`;
}

function rangeOf(
  values: readonly (number | null)[],
  format: (value: number) => string,
): string | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const least = Math.min(...known);
  const most = Math.max(...known);
  return least === most ? format(least) : `${format(least)} to ${format(most)}`;
}
