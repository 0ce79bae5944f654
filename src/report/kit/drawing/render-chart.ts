import type { LoggerInterface, Runtime, View, ViewOptions } from 'vega';
import type { Chart } from './chart.ts';
import { collectInto } from './collect-warnings.ts';
import { compileChart, mayMakeCode } from './compile-chart.ts';
import { escapeHtml } from '../page/escape-html.ts';
import { loadInterpreter, loadVega } from './load-vega.ts';

/** A chart as it stands in the page. */
export interface RenderedChart {
  /** One drawing for each size of the chart. */
  readonly svgs: readonly string[];
  /** What Vega had to say about the chart: nothing, if it is drawn as it is meant. */
  readonly warnings: readonly string[];
}

/**
 * Draws a chart as SVG elements that need no script, have a text alternative, and take their colours
 * and their font from the page. The same chart and key give the same text.
 *
 * @param key unique in the page; ids in the SVG begin with it
 */
export async function renderChart(chart: Chart, key: string): Promise<RenderedChart> {
  const [{ resetSVGDefIds, View }, expr, compiled] = await Promise.all([
    loadVega(),
    mayMakeCode ? {} : interpreter(),
    compileChart(chart.spec),
  ]);
  const idle = idleOf(compiled.runtime);
  const drawing =
    idle.pop() ??
    newDrawing((logger) => {
      return new View(compiled.runtime, { renderer: 'none', ...expr, logger });
    });
  const { view, told } = drawing;
  told.length = 0;
  const svgs: string[] = [];
  compiled.load(view);
  for (const [index, { width, height }] of chart.sizes.entries()) {
    await view.width(width).height(height).runAsync();
    sortParts(view.scenegraph());
    // Ids count up in the process; from zero each time, they depend on the chart alone.
    resetSVGDefIds();
    svgs.push(makePart(await view.toSVG(), chart, `${key}-${index}`));
  }
  const warnings = [...compiled.warnings, ...told];
  drawing.charts += 1;
  // Not where drawing failed: nobody knows what it holds then.
  if (drawing.charts < mostCharts) idle.push(drawing);
  else view.finalize();
  return { svgs, warnings };
}

/** A view, and what Vega had to say about the chart that it draws. */
interface Drawing {
  readonly view: View;
  readonly told: string[];
  /** That it has drawn. */
  charts: number;
}

/** A view remembers something of every mark that it ever drew: after so many it makes room for a new one. */
const mostCharts = 200;

/**
 * Views that drew a chart and wait for the next one of its shape: to make one takes a third of the time of a
 * drawing.
 */
const idleDrawings = new WeakMap<Runtime, Drawing[]>();

function idleOf(runtime: Runtime): Drawing[] {
  const known = idleDrawings.get(runtime);
  if (known !== undefined) return known;
  const none: Drawing[] = [];
  idleDrawings.set(runtime, none);
  return none;
}

function newDrawing(makeView: (logger: LoggerInterface) => View): Drawing {
  const told: string[] = [];
  return { view: makeView(collectInto(told)), told, charts: 0 };
}

/**
 * A view puts ticks and lines that are new behind those that stood in its last chart too. In the order of
 * the axis and of the data, a chart is the same text whatever was drawn before it.
 */
function sortParts(part: unknown): void {
  const { items, role, root } = Object(part);
  if (root !== undefined) sortParts(root);
  if (!Array.isArray(items)) return;
  if (typeof role === 'string' && /^axis-(?:grid|tick|label)$/.test(role)) {
    items.sort((a, b) => indexOf(a) - indexOf(b));
    return;
  }
  items.sort((a, b) => lineOf(a) - lineOf(b));
  for (const item of items) sortParts(item);
}

/** The number of a line in its layer, of the group that it is drawn in; 0 for everything else. */
function lineOf(group: unknown): number {
  const [mark] = itemsOf(group);
  const [first] = itemsOf(mark);
  const { line } = Object(Object(first).datum);
  return typeof line === 'number' ? line : 0;
}

function itemsOf(part: unknown): readonly unknown[] {
  const { items } = Object(part);
  return Array.isArray(items) ? items : [];
}

function indexOf(item: unknown): number {
  return Number(Object(Object(item).datum).index);
}

async function interpreter(): Promise<ViewOptions> {
  const { expressionInterpreter } = await loadInterpreter();
  return { expr: expressionInterpreter };
}

/** The element that Vega wrote, with what the page needs and without what it does not. */
function makePart(svg: string, { title, description }: Chart, key: string): string {
  const body = svg.slice(svg.indexOf('>') + 1);
  const viewBox = /viewBox="([^"]*)"/.exec(svg)?.[1] ?? '';
  const [, , width = '', height = ''] = viewBox.split(' ');
  return (
    `<svg viewBox="${viewBox}" width="${width}" height="${height}" role="img" ` +
    `aria-labelledby="${key}-t ${key}-d"><title id="${key}-t">${escapeHtml(title)}</title>` +
    `<desc id="${key}-d">${escapeHtml(description)}</desc>${slim(body, key)}`
  );
}

/** What the page gives anyway, or nobody reads, is left out: it is two thirds of what Vega writes. */
function slim(svg: string, key: string): string {
  return svg
    .replaceAll(
      / (?:class|font-family|pointer-events|aria-[a-z]+|role|stroke-miterlimit|xmlns:\w+)="[^"]*"/g,
      '',
    )
    .replaceAll(/<path (?:[^>]* )?d=""[^>]*\/>/g, '')
    .replaceAll(/<path d="M0,0h0v0h0Z"\/>/g, '')
    .replaceAll(/(?<= )(d|transform|x2|y2)="([^"]*)"/g, (_, name: string, value: string) => {
      return `${name}="${shorten(value)}"`;
    })
    .replaceAll(/ transform="translate\(0,0\)"/g, '')
    .replaceAll(
      / (?:(?:opacity|fill-opacity|stroke-width)="1"|font-size="11px"|font-weight="normal"|text-anchor="start")/g,
      '',
    )
    .replaceAll(/<g><\/g>/g, '')
    .replaceAll(/ id="/g, ` id="${key}-`)
    .replaceAll(/url\(#/g, `url(#${key}-`);
}

/** A tenth of a pixel is more than a screen shows. */
function shorten(geometry: string): string {
  return geometry.replaceAll(/-?\d+\.\d+/g, (figure) => {
    const rounded = Math.round(Number(figure) * 10) / 10;
    return String(rounded === 0 ? 0 : rounded);
  });
}
