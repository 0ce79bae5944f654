import type { Runtime, View } from 'vega';
import type { LayeredSpec } from './chart.ts';
import { collectInto } from './collect-warnings.ts';
import { loadVega, loadVegaLite } from './load-vega.ts';

/** A compiled chart, and what puts the figures of one cell into it. */
export interface CompiledChart {
  readonly runtime: Runtime;
  readonly load: (view: View) => void;
  /** What Vega-Lite had to say about the chart. */
  readonly warnings: readonly string[];
}

/**
 * Whether functions may be made from strings. Vega's expressions become functions then, which saves a
 * tenth of the time; elsewhere they stay trees and are interpreted, with the same result.
 */
export const mayMakeCode: boolean = canMakeFunction();

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
export async function compileChart(spec: LayeredSpec): Promise<CompiledChart> {
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

async function makeTemplate(shape: LayeredSpec): Promise<Template> {
  const [{ parse }, { compile }] = await Promise.all([loadVega(), loadVegaLite()]);
  const warnings: string[] = [];
  const { spec } = compile(shape, { logger: collectInto(warnings) });
  return { runtime: mayMakeCode ? parse(spec) : parse(spec, {}, { ast: true }), warnings };
}

type Layers = LayeredSpec['layer'];

interface LayerParts {
  readonly shape: Layers[number];
  readonly rows: unknown[];
}

/** A spec without its figures, and the figures: the rows of every layer and the parameters. */
function takeApart(spec: LayeredSpec): {
  readonly shape: LayeredSpec;
  readonly data: readonly unknown[][];
  readonly parameters: readonly { readonly name: string; readonly value: unknown }[];
} {
  const parts = layerParts(spec.layer);
  const layer = parts.map(({ shape }, index) =>
    Object.assign({}, shape, { data: { name: dataName(index) } }),
  );
  const parameters = (spec.params ?? []).map((parameter) => ({
    name: parameter.name,
    value: 'value' in parameter ? parameter.value : null,
  }));
  const params = parameters.map(({ name }) => ({ name, value: 0 }));
  const shape = Object.assign({}, spec, { layer, params });
  return { shape, data: parts.map(({ rows }) => rows), parameters };
}

/** Layers that are alike but for their rows become one, in the place of the first of them. */
function layerParts(layers: Layers): readonly LayerParts[] {
  const parts = new Map<string, LayerParts>();
  for (const layer of layers) {
    const shape = Object.assign({}, layer, { data: null });
    const rows = rowsOf(layer);
    const key = isJoined(layer) ? `${parts.size}` : JSON.stringify(shape);
    const known = parts.get(key);
    if (known === undefined) parts.set(key, { shape, rows: [...rows] });
    else known.rows.push(...rows);
  }
  return [...parts.values()];
}

/** Rows of lines and areas hang together: two of them must not become one. */
function isJoined(layer: Layers[number]): boolean {
  const mark = 'mark' in layer ? layer.mark : null;
  const type = typeof mark === 'object' && mark !== null ? mark.type : mark;
  return type === 'line' || type === 'area';
}

function rowsOf({ data }: Layers[number]): readonly unknown[] {
  const rows = data !== undefined && data !== null && 'values' in data ? data.values : [];
  return Array.isArray(rows) ? rows : [];
}

function dataName(index: number): string {
  return `layer-${index}`;
}

function canMakeFunction(): boolean {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval
    return typeof new Function() === 'function';
  } catch {
    return false;
  }
}
