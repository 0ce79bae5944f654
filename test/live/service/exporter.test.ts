import { spawnSync } from 'node:child_process';
import test from 'ava';
import { parseExposition } from '../../../src/base/exposition/parse-exposition.ts';
import { exportMap } from '../../../src/live/service/export-map.ts';
import { MetricsMoment } from '../../../src/live/service/exporter/metrics-moment.ts';
import { InstrumentedMap } from '../../../src/live/service/instrumented-map.ts';
import type { Guard } from '../../../src/maps/model/guards.ts';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { askPrometheusClient, hasPrometheusClient } from '../../base/exposition/oracle.ts';
import { serviceOptions } from '../../support/serve-map.ts';
import { isMissing } from '../alerts/real-tools.ts';

const guards: readonly Guard[] = ['none', 'mutex', 'rwmutex', 'sharded:4', 'sync.Map'];

/** A page depends on the family and on the version's own rules. */
const models: readonly MapModel[] = ['go1.21', 'go1.22', 'go1.24', 'go1.27', 'v8'];

/** Pages of those models behind every guard that it can have, empty and over some growths. */
function pages(format: 'text' | 'openmetrics'): string[] {
  return models.flatMap((map) =>
    guards.flatMap((guard) => {
      if (guard === 'sync.Map' && map === 'v8') return [];
      const name = 'a "quoted" \\ name\nof two lines';
      const served = new InstrumentedMap({
        ...serviceOptions,
        name,
        map,
        guard,
        limitBytes: 2 ** 20,
      });
      const empty = new MetricsMoment([exportMap(served)], 1.5e12).page(format).text;
      for (let key = 0; key < 300; key++) served.set(key, key);
      const grown = new MetricsMoment([exportMap(served)], 1.5e12).page(format).text;
      served.close();
      return [empty, grown];
    }),
  );
}

test('promtool has no complaint about any page in the text format', (t) => {
  if (isMissing(t, 'promtool')) return;
  for (const input of pages('text')) {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    t.deepEqual([status, stdout, stderr], [0, '', ''], input);
  }
});

/** Series with their values, without those that only OpenMetrics has. */
function seriesOf(page: string, format: 'text' | 'openmetrics'): unknown {
  const samples = parseExposition(page, format).families.flatMap((family) => family.samples);
  return samples
    .filter(({ name }) => !name.endsWith('_created'))
    .map(({ name, labels, value }) => [name, Array.from(labels), value]);
}

test('prometheus_client takes every page in OpenMetrics, and both formats say the same', (t) => {
  const open = pages('openmetrics');
  const text = pages('text');
  for (const [index, page] of open.entries())
    t.deepEqual(seriesOf(page, 'openmetrics'), seriesOf(text[index] ?? '', 'text'));
  if (!hasPrometheusClient(t)) return;
  for (const [index, { error }] of askPrometheusClient('openmetrics', open).entries())
    t.is(error, undefined, open[index]);
});
