import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import { fillGoProcess } from '../../../src/lab/run/capacity/fill-go-process.ts';
import { measureNodeFill } from '../../../src/lab/run/capacity/measure-node-fill.ts';
import type { MeasuredFill } from '../../../src/lab/run/capacity/process-fill.ts';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import { planProcess } from '../../../src/maps/model/plan/plan-process.ts';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { defaultGoSettings } from '../../../src/maps/model/runtime/go-settings.ts';
import type { FillForecast } from '../../../src/maps/model/runtime/filling.ts';
import { goHere } from '../../support/go-here.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';

const { signal } = new AbortController();
const nodeMajor = Number(process.versions.node.split('.')[0]);

/** What `plan --limit` says of a process that fills a map with far more than fits. */
function foretold(
  map: MapModel,
  entry: { readonly key: string; readonly value: string },
  limitBytes: number,
  nodeArguments: readonly string[],
): FillForecast {
  const request = {
    map,
    ...entry,
    entries: 1e9,
    limitBytes,
    keySizes: null,
    valueSizes: null,
    go: defaultGoSettings,
    nodeMajor,
    nodeArguments,
  };
  const { forecast } = planProcess(request, planGrowth(request));
  if (forecast === null) throw new Error('expected a forecast');
  return forecast;
}

function isInGroup(t: ExecutionContext, { memory }: MeasuredFill): boolean {
  if (memory.mechanism.startsWith('cgroup')) return true;
  skipLoudly(t, `no control group here: the limit is by ${memory.mechanism}`);
  return false;
}

/** Within 10 % of what was said, or of the range that was. */
function isAsForetold(entries: number, { lowEntries, highEntries }: FillForecast): boolean {
  return entries > 0.9 * lowEntries && entries < 1.1 * highEntries;
}

test('a real Node.js process dies at the entry that was foretold, within 10 %', async (t) => {
  const entry = { key: 'string(20)', value: '{ id: smi, name: string(200) }' };
  const limitBytes = 160 * 2 ** 20;
  const nodeArguments = ['--max-old-space-size=64'];
  const forecast = foretold('v8', entry, limitBytes, nodeArguments);
  const fill = await measureNodeFill({
    ...entry,
    program: process.execPath,
    nodeArguments,
    limitBytes,
    entries: 2 * forecast.highEntries,
    live: null,
    keySizes: null,
    valueSizes: null,
    signal,
  });
  if (!isInGroup(t, fill)) return;
  t.is(fill.endedBy, 'v8-heap');
  t.is(forecast.endedBy, 'v8-heap');
  t.true(isAsForetold(fill.entries, forecast), `${fill.entries} of ${forecast.entries}`);
});

test('a real Go process dies at the entry that was foretold, within 10 %', async (t) => {
  const go = await goHere(t, 22);
  if (go === null) return;
  const entry = { key: 'string(40)', value: '[]byte(512)' };
  const limitBytes = 96 * 2 ** 20;
  const forecast = foretold('go1.22', entry, limitBytes, []);
  const fill = await fillGoProcess({
    ...entry,
    hint: 0,
    go,
    settings: defaultGoSettings,
    env: process.env,
    limitBytes,
    entries: 2 * forecast.highEntries,
    live: null,
    keySizes: null,
    valueSizes: null,
    signal,
  });
  if (!isInGroup(t, fill)) return;
  t.is(forecast.endedBy, 'kernel');
  t.not(fill.endedBy, 'all entries');
  t.true(isAsForetold(fill.entries, forecast), `${fill.entries} of ${forecast.entries}`);
});
