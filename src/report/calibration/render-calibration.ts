import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import { counted } from '../run/figures/format-figure.ts';
import { html, type Markup } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { calibrationStyle } from './calibration-style.ts';
import { calibrationTop } from './calibration-top.ts';
import { detectorCharts } from './detector-charts.ts';
import { detectorTable } from './detector-table.ts';
import { paretoChart } from './pareto-chart.ts';
import { watchTrace, type ShownTrace } from './shown-trace.ts';
import { traceSection } from './trace-section.ts';
import { figuresOf } from './timeline/timeline-figures.ts';

/**
 * A calibration as one HTML page that needs no script and asks nothing of any network: what was
 * chosen and what it is worth, the Pareto front, the detectors side by side, and traces with their
 * alarms. The same input gives the same page, to the byte.
 */
export async function renderCalibration(
  calibration: Calibration,
  traces: readonly ShownTrace[],
): Promise<string> {
  const sections: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  for (const [index, shown] of traces.entries())
    sections.push(await traceSection(watchTrace(calibration, shown), `trace-${index + 1}`));
  return htmlPage(
    'calibration',
    `mapswell calibration: ${calibration.detector.kind}`,
    html`${calibrationTop(calibration)}
      <main>${await choiceSection(calibration)}${sections}</main>
      ${footSection(traces)}`,
    { style: calibrationStyle },
  );
}

async function choiceSection(calibration: Calibration): Promise<Markup> {
  const front = calibration.front.length === 0 ? [] : [paretoChart(calibration)];
  return html`<section class="cell" aria-labelledby="detectors">
    <header>
      <p class="eyebrow">The choice</p>
      <h2 id="detectors">Detectors side by side</h2>
    </header>
    ${await figuresOf(
      front.map((chart) => ({ name: 'pareto', chart })),
      'front',
      'full',
    )}
    ${await figuresOf(detectorCharts(calibration), 'detectors', 'half')}${detectorTable(calibration)}
  </section> `;
}

function footSection(traces: readonly ShownTrace[]): Markup {
  return html`<footer class="foot">
    <p>
      A failure counts as warned of in time if an alarm was up at least the lead before exhaustion
      and after its onset; an alarm on healthy time is false. The bound is the share that no
      detector with this sampling and these points in a row can exceed.
      ${counted(traces.length, 'trace')} drawn.
    </p>
    <p>Every figure is in the calibration file.</p>
  </footer> `;
}
