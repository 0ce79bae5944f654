import { readFileSync } from 'node:fs';
import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { AttachEvents } from '../../src/live/attach/follow/attach-event.ts';
import { registeredEvent, tablesOf } from '../../src/live/register/growth-line.ts';
import { servedMapNow } from '../../src/live/service/served-source.ts';
import type { LiveGrowth } from '../../src/maps/figures/live-map.ts';
import { serveMap } from '../support/serve-map.ts';

const growth: LiveGrowth = {
  mapId: 'served',
  kind: 'double',
  shard: 0,
  entries: 1025,
  isToTheInsert: true,
  notBeforeMs: 1.7e12,
  notAfterMs: 1.7e12 + 5,
  ...tablesOf('Map', 1025),
  stack: null,
};

/** RFC 3339, which CloudEvents 1.0.2 asks of `time`. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

test('serve, attach and register put a growth into the same envelope, a valid CloudEvent', async (t) => {
  const served: object[] = [];
  const { map } = await serveMap(t, { onGrowths: (events) => served.push(...events) });
  for (let key = 0; key < 9; key++) map.set(key, key);
  while (served.length === 0) await new Promise((done) => setTimeout(done, 5));
  const attached = new AttachEvents(7).of([{ kind: 'growth', map: servedMapNow(map), growth }], []);
  const registered = registeredEvent(
    {
      ...growth,
      ...tablesOf('Map', 1025),
      pid: 7,
      thread: 0,
      collection: 'Map',
      unreported: 0,
      stack: [],
    },
    1,
  );
  const url = new URL('../../../docs/growth-event.schema.json', import.meta.url);
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': moment } });
  const validate = ajv.compile(JSON.parse(readFileSync(url, 'utf8')));
  const events = [served[0], ...attached, registered].map((event): Record<string, unknown> =>
    JSON.parse(JSON.stringify(event)),
  );
  t.is(events.length, 3);
  for (const event of events) {
    t.true(validate(event), ajv.errorsText(validate.errors));
    // Rules of CloudEvents 1.0.2, "Context Attributes": names, what must be there, and in which form.
    t.deepEqual(Object.keys(event), [
      'specversion',
      'id',
      'source',
      'type',
      'subject',
      'time',
      'datacontenttype',
      'data',
    ]);
    t.true(URL.canParse(String(event['source']), 'http://localhost'));
    for (const name of ['id', 'type', 'subject']) t.regex(String(event[name]), /./);
    t.false(validate({ ...event, specversion: '0.3' }));
    t.false(validate({ ...event, time: 'yesterday' }));
  }
  t.deepEqual(
    events.map(({ source }) => source),
    ['/mapswell/serve', '/mapswell/attach/7', '/mapswell/register/7/0'],
  );
});
