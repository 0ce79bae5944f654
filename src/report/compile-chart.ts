import type { Runtime, View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { collectInto } from './collect-warnings.ts';

/** A compiled chart, and what puts the figures of one cell into it. */
export interface CompiledChart {
  readonly runtime: Runtime;
  readonly load: (view: View) => void;
  /** What Vega-Lite had to say about the chart. */
  readonly warnings: readonly string[];
}

interface Template {
  readonly runtime: Runtime;
  readonly warnings: readonly string[];
}

// A report has some dozen shapes of charts; this many are never reached in one.
const mostTemplates = 200;
const templates = new Map<string, Template>();

/**
 * Compiles a chart, or finds the one that was compiled for an earlier chart of the same shape:
 * compiling costs as much as drawing, and most cells differ in data and parameters only.
 */
export async function compileChart(spec: TopLevelSpec): Promise<CompiledChart> {
  const { shape, data, parameters } = takeApart(spec);
  const key = JSON.stringify(shape);
  const template = templates.get(key) ?? (await makeTemplate(shape));
  if (templates.size < mostTemplates) templates.set(key, template);
  const load = (view: View): void => {
    for (const { name, value } of parameters) view.signal(name, value);
    for (const [index, rows] of data.entries()) view.data(dataName(index), rows);
  };
  return { ...template, load };
}

async function makeTemplate(shape: TopLevelSpec): Promise<Template> {
  // Vega takes a third of a second to load: only those who draw pay for it.
  const [{ parse }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const warnings: string[] = [];
  const { spec } = compile(shape, { logger: collectInto(warnings) });
  // Expressions as trees, to be interpreted: drawing works where code from strings is forbidden.
  return { runtime: parse(spec, {}, { ast: true }), warnings };
}

/** A spec without its figures, and the figures: the rows of every layer and the parameters. */
function takeApart(spec: TopLevelSpec): {
  readonly shape: TopLevelSpec;
  readonly data: readonly unknown[][];
  readonly parameters: readonly { readonly name: string; readonly value: unknown }[];
} {
  const data: unknown[][] = [];
  const layer = ('layer' in spec ? spec.layer : []).map((one) => {
    const rows =
      one.data !== undefined && one.data !== null && 'values' in one.data ? one.data.values : [];
    data.push(Array.isArray(rows) ? rows : []);
    return Object.assign({}, one, { data: { name: dataName(data.length - 1) } });
  });
  const parameters = (spec.params ?? []).map((parameter) => ({
    name: parameter.name,
    value: 'value' in parameter ? parameter.value : null,
  }));
  const params = parameters.map(({ name }) => ({ name, value: 0 }));
  return { shape: Object.assign({}, spec, { layer, params }), data, parameters };
}

function dataName(index: number): string {
  return `layer-${index}`;
}
