import type { ProcessView } from '../../live/attach/serve/process-view.ts';
import { html } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { processSection } from './live-page.ts';
import { liveStyle } from './live-style.ts';
import { recordedSpan } from './recorded-span.ts';

/** The page of a recorded process: as it was at the end, with all that was seen before. */
export function renderRecorded(view: ProcessView): string {
  const { process, history } = view;
  const span = recordedSpan(history[0]?.atMs ?? 0, history.at(-1)?.atMs ?? 0);
  return htmlPage(
    'live',
    `${process.name} ${process.pid ?? ''}: recorded maps`,
    html`<main>${processSection(view, span)}</main>`,
    { style: liveStyle },
  );
}
