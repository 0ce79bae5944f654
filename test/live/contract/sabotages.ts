import { type Json, type Sabotage } from './sabotage.ts';

/** A defect, the rule that names it, and what `promtool check metrics` ends with on the text page. */
export interface Defect {
  readonly name: string;
  readonly how: Sabotage;
  readonly rule: string;
  readonly said: RegExp;
  readonly promtool: 0 | 1 | 3;
  /** Whether the page alone shows it, so that nothing need be driven. */
  readonly isStatic?: true;
  readonly guard?: 'sharded:4';
}

const inside = (page: Json, key: string): Json => {
  const value = page[key];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of the debug page
  return value as Json;
};
const without = (page: Json, key: string): Json =>
  Object.fromEntries(Object.entries(page).filter(([name]) => name !== key));
const eventsOf = (page: Json): readonly Json[] => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a list of the debug page
  return page['growthEvents'] as readonly Json[];
};

function frozen(): (page: string, isOpen: boolean) => string {
  const kept = new Map<boolean, string>();
  return (page, isOpen) => {
    const first = kept.get(isOpen) ?? page;
    kept.set(isOpen, first);
    return first;
  };
}

/** Of a sound `serve`, what is broken, one thing each. */
export const defects: readonly Defect[] = [
  {
    name: 'a metric has another name',
    how: { metrics: (page) => page.replaceAll('map_growths', 'map_resizes') },
    rule: 'metric',
    said: /mapswell_map_growths_total .*no such metric/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a counter is typed as a gauge',
    how: {
      metrics: (page) => page.replace(/(# TYPE mapswell_map_writes_total) counter/, '$1 gauge'),
    },
    rule: 'metric-type',
    said: /mapswell_map_writes_total to be a counter, got a gauge/,
    promtool: 3,
    isStatic: true,
  },
  {
    name: 'a label has another name',
    how: { metrics: (page) => page.replaceAll('generation=', 'gen=') },
    rule: 'labels',
    said: /\{map,generation\}, got \{map,gen\}/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a label is added',
    how: { metrics: (page) => page.replaceAll(/(mapswell_map_entries\{)/g, '$1pod="a",') },
    rule: 'labels',
    said: /mapswell_map_entries to be \{map\}, got \{pod,map\}/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a promised value of a label is missing',
    how: { metrics: (page) => page.replace(/^.*generation="old".*\n/m, '') },
    rule: 'labels',
    said: /generation="old", got no such series/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a label takes every key',
    how: {
      metrics: (page) =>
        page.replace(
          /^mapswell_map_growing\{.*\n/m,
          (line) =>
            line +
            Array.from({ length: 1001 }, (_, i) => `mapswell_map_growing{map="${i}"} 1\n`).join(''),
        ),
    },
    rule: 'cardinality',
    said: /at most 1000 series of mapswell_map_growing, got 1002/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the page has more series than promised',
    how: {
      metrics: (page) =>
        page.replace(
          /(# EOF\n)?$/,
          `# HELP x y\n# TYPE x gauge\n${Array.from({ length: 120 }, (_, i) => `x{a="${i}"} 1\n`).join('')}$1`,
        ),
    },
    rule: 'series-limit',
    said: /at most 100 series on the page, got 1\d\d/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a value is no number',
    how: { metrics: (page) => page.replace(/(load_factor\S+) (\S+)/, '$1 $2%') },
    rule: 'exposition',
    said: /line \d+, column \d+: expected a number/,
    promtool: 1,
    isStatic: true,
  },
  {
    name: 'a series is there twice',
    how: { metrics: (page) => page.replace(/^mapswell_map_entries\{.*\n/m, '$&$&') },
    rule: 'duplicate-series',
    said: /mapswell_map_entries\S+ once, got it again/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'HELP is missing',
    how: { metrics: (page) => page.replace(/# HELP mapswell_map_entries .*\n/, '') },
    rule: 'help',
    said: /HELP of mapswell_map_entries, got none/,
    promtool: 3,
    isStatic: true,
  },
  {
    name: 'TYPE is missing',
    how: { metrics: (page) => page.replace(/# TYPE mapswell_map_growing .*\n/, '') },
    rule: 'type',
    said: /TYPE of mapswell_map_growing, got none/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'UNIT is not the end of the name',
    how: { metrics: (page) => page.replace(/(# UNIT \S+) bytes/, '$1 octets') },
    rule: 'exposition',
    said: /openmetrics: .* to end in its unit/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'EOF is missing',
    how: { metrics: (page) => page.replace('# EOF\n', '') },
    rule: 'exposition',
    said: /openmetrics: line \d+, column 1: expected # EOF/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a label has a broken escape',
    how: { metrics: (page) => page.replace(/(map_growing\{map=")/, '$1a"b') },
    rule: 'exposition',
    said: /line \d+, column \d+: expected "," or "}"/,
    promtool: 1,
    isStatic: true,
  },
  {
    name: '_created lies in the future',
    how: { metrics: (page) => page.replace(/(writes_created\S+) (\S+)/, '$1 4000000000') },
    rule: 'created',
    said: /in the past, got 4000000000/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: '_created moves',
    how: {
      metrics: (page, _isOpen, scrape) =>
        page.replace(/(writes_created\S+) (\S+)/, (_, name: string) => `${name} ${1e9 + scrape}`),
    },
    rule: 'created',
    said: /_created\S+ to stay, got/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'one format lacks a series',
    how: {
      metrics: (page, isOpen) =>
        isOpen ? page.replace(/^mapswell_map_overflow_buckets\{.*\n/m, '') : page,
    },
    rule: 'formats-agree',
    said: /mapswell_map_overflow_buckets\S+ \(gauge\) in OpenMetrics as well/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'a counter falls',
    how: {
      metrics: (page, _isOpen, scrape) =>
        scrape % 3 === 0 ? page.replace(/(mapswell_map_writes_total\S+) \d+/, '$1 0') : page,
    },
    rule: 'counter-falls',
    said: /mapswell_map_writes_total\S+ never to fall, got 0 after \d+/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the page has the content type of a web page',
    how: { contentType: 'text/html' },
    rule: 'content-type',
    said: /content type of Prometheus or OpenMetrics/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the page of metrics fails',
    how: { status: 500 },
    rule: 'metrics-answer',
    said: /the answer 200 from \S+, got 500/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the growth counter has no samples',
    how: { metrics: (page) => page.replaceAll(/^mapswell_map_growths_(total|created).*\n/gm, '') },
    rule: 'metric',
    said: /mapswell_map_growths_total .*no sample of it/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the debug page lacks a field',
    how: { debug: (page) => without(page, 'loadFactor') },
    rule: 'debug-schema',
    said: /the document to have loadFactor, got none/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the debug page has a number as text',
    how: { debug: (page) => ({ ...page, capacity: String(page['capacity']) }) },
    rule: 'debug-schema',
    said: /\/capacity to be integer, got "/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the debug page is no JSON',
    how: { debugText: 'size: 5' },
    rule: 'debug-answer',
    said: /expected JSON from \/debug\/mapsize/,
    promtool: 0,
    isStatic: true,
  },
  {
    name: 'the page of metrics is frozen',
    how: { metrics: frozen() },
    rule: 'fresh',
    said: /mapswell_map_entries to be \d+ as on the debug page, got/,
    promtool: 0,
  },
  {
    name: 'the debug page is frozen',
    how: (() => {
      let first: Json | undefined;
      return { debug: (page: Json) => (first ??= page) };
    })(),
    rule: 'fresh',
    said: /entries after \d+ writes of new keys, got \d+, as before/,
    promtool: 0,
  },
  {
    name: 'entries are counted wrong',
    how: { debug: (page) => ({ ...page, size: Math.floor(Number(page['size']) / 2) }) },
    rule: 'entries',
    said: /entries after \d+ writes of new keys, got \d+/,
    promtool: 0,
  },
  {
    name: 'a growth is counted twice',
    how: {
      metrics: (page) =>
        page.replaceAll(
          /(growths_total\{[^}]*\}) (\d+)/g,
          (_, name: string, count: string) => `${name} ${2 * Number(count)}`,
        ),
    },
    rule: 'growth-metric',
    said: /growths_total to rise by \d+ with as many growths, got \d+/,
    promtool: 0,
  },
  {
    name: 'writes are not counted',
    how: { metrics: (page) => page.replaceAll(/(writes_total\{map[^}r]*\}) \d+/g, '$1 30') },
    rule: 'counters',
    said: /mapswell_map_writes_total to rise by at least \d+, got 0/,
    promtool: 0,
  },
  {
    name: 'the forecast is two inserts early',
    how: {
      debug: (page) => {
        const next = inside(page, 'nextGrowth');
        const left = Math.max(1, Number(next['entriesLeft']) - 2);
        return { ...page, nextGrowth: { ...next, entriesLeft: left } };
      },
    },
    rule: 'forecast',
    said: /grow at insert \d+, as announced, got no growth/,
    promtool: 0,
  },
  {
    name: 'the forecast is two inserts late',
    how: {
      debug: (page) => {
        const next = inside(page, 'nextGrowth');
        return {
          ...page,
          nextGrowth: { ...next, entriesLeft: Number(next['entriesLeft']) + 2 },
        };
      },
    },
    rule: 'forecast',
    said: /grow at insert \d+, as announced, got a growth within \d+/,
    promtool: 0,
  },
  {
    name: 'the debug page lists no growths',
    how: { debug: (page) => ({ ...page, growthEvents: [] }) },
    rule: 'growth-listed',
    said: /to list at least \d growths, got 0/,
    promtool: 0,
  },
  {
    name: 'a listed growth lacks a field',
    how: {
      debug: (page) => ({
        ...page,
        growthEvents: eventsOf(page).map((event) => without(event, 'bytesDuring')),
      }),
    },
    rule: 'debug-schema',
    said: /\/growthEvents\/\d+ to have bytesDuring, got none/,
    promtool: 0,
  },
  {
    name: 'no event is sent',
    how: { event: () => [] },
    rule: 'growth-event',
    said: /an event for each of \d growths, got 0/,
    promtool: 0,
  },
  {
    name: 'each event is sent twice',
    how: { event: (event) => [event, event] },
    rule: 'growth-event',
    said: /an event for each of \d growths, got \d/,
    promtool: 0,
  },
  {
    name: 'an event lacks a field',
    how: { event: (event) => [without(event, 'specversion')] },
    rule: 'event-schema',
    said: /the document to have specversion, got none/,
    promtool: 0,
  },
  {
    name: 'an event is no JSON',
    how: { event: () => ['growth!'] },
    rule: 'event-schema',
    said: /the document to be object, got "growth!"/,
    promtool: 0,
  },
  {
    name: 'an event is of yesterday',
    how: { event: (event) => [{ ...event, time: '2020-01-01T00:00:00.000Z' }] },
    rule: 'event-time',
    said: /to be that of its growth, got "2020-01-01/,
    promtool: 0,
  },
  {
    name: 'events come late',
    how: { eventDelayMs: 600 },
    rule: 'event-late',
    said: /an event within 300 ms of its growth, got it after \d+ ms/,
    promtool: 0,
  },
  {
    name: 'an event is of the wrong shard',
    how: {
      event: (event) => {
        const data = inside(event, 'data');
        return [{ ...event, data: { ...data, shard: (Number(data['shard']) + 1) % 4 } }];
      },
    },
    rule: 'event-shard',
    said: /expected \d events of shard \d, got \d/,
    promtool: 0,
    guard: 'sharded:4',
  },
  {
    name: 'the debug page fails under load',
    how: { failsUnderLoad: true },
    rule: 'under-load',
    said: /the answer 200 from \/debug\/mapsize, got 500/,
    promtool: 0,
  },
  {
    name: 'the service begins anew in between',
    how: { restartsAfter: 3 },
    rule: 'restart',
    said: /expected \d+ entries, as nothing was deleted, got \d+/,
    promtool: 0,
  },
];
