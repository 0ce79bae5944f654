import test from 'ava';
import { detectAlarms } from '../../../../src/live/calibrate/calibration/detect-alarms.ts';
import type { FollowLook } from '../../../../src/live/attach/follow/follower.ts';
import { Follower } from '../../../../src/live/attach/follow/follower.ts';
import { LiveAlarms } from '../../../../src/live/attach/follow/live-alarms.ts';
import type { Trace } from '../../../../src/live/trace/trace.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';
import { madeCalibration } from '../../alerts/made-calibration.ts';

/** A process on a clock of its own: what its maps are at each moment is a function of time. */
function simulated(
  mapsAt: (ms: number) => readonly LiveMap[],
  {
    minBytes = 1,
    rescanMs = 30_000,
  }: { readonly minBytes?: number; readonly rescanMs?: number } = {},
): {
  readonly follower: Follower;
  readonly calls: string[];
  readonly look: (ms: number) => Promise<FollowLook>;
} {
  const calls: string[] = [];
  let now = 0;
  const source = {
    discover: () => {
      calls.push('discover');
      return Promise.resolve(mapsAt(now));
    },
    refresh: (known: readonly LiveMap[]) => {
      calls.push(`refresh ${known.length}`);
      const ids = new Set(known.map(({ id }) => id));
      return Promise.resolve(mapsAt(now).filter(({ id }) => ids.has(id)));
    },
  };
  const room = { limitBytes: 2 ** 30, usedBytes: 2 ** 29, limitedBy: 'given' } as const;
  const follower = new Follower(source, {
    runtime: 'node',
    minBytes,
    rescanMs,
    room: () => room,
    nowMs: () => now,
  });
  return {
    follower,
    calls,
    look: (ms) => {
      now = ms;
      return follower.look();
    },
  };
}

/** 1,000 entries a second in bursts of 0.7 s. */
function entriesAt(ms: number): number {
  return Math.floor(ms / 700) * 700;
}

test('a map that fills at a steady rate is forecast within 5 % of its doubling from minute two on', async (t) => {
  const { look } = simulated((ms) => [madeLiveMap('map1', entriesAt(ms), ms)]);
  const fullMs = Math.ceil(2 ** 20 / 700) * 700;
  const errors: number[] = [];
  for (let ms = 0; ms < fullMs - 15_000; ms += 1000) {
    const { maps } = await look(ms);
    const inMinutes = maps[0]?.next?.inMinutes ?? Number.NaN;
    const left =
      (2 ** (Math.floor(Math.log2(Math.max(1, entriesAt(ms) - 1))) + 1) - entriesAt(ms)) / 60_000;
    if (ms >= 120_000 && left > 0.25) errors.push(Math.abs(inMinutes / left - 1));
  }
  t.true(errors.length > 500);
  t.true(Math.max(...errors) < 0.05, `${Math.max(...errors)}`);
});

test('what comes and goes fills a table too: the rate of places brings the next growth', async (t) => {
  const { look } = simulated((ms) => [madeLiveMap('map1', 5000, ms, { deleted: ms / 100 })]);
  await look(0);
  const { maps } = await look(60_000);
  // 600 places a minute; 8,192 - 5,000 - 600 are left.
  t.is(maps[0]?.entriesPerMinute, 0);
  t.is(maps[0]?.next?.inMinutes, (8192 - 5000 - 600 + 1) / 600);
});

test('births, growths and deaths are told with the looks between which they happened', async (t) => {
  const { look, calls } = simulated(
    (ms) => [
      madeLiveMap('map1', 1000 + ms / 10, ms),
      ...(ms >= 3000 && ms < 40_000 ? [madeLiveMap('map2', 9000, ms)] : []),
      madeLiveMap('map3', 2, ms),
    ],
    { minBytes: 1000 },
  );
  const first = await look(0);
  t.deepEqual(
    first.events.map(({ kind, map }) => [kind, map.id]),
    [['born', 'map1']],
  );
  t.like(first.events[0], { between: { notBeforeMs: null, notAfterMs: 0 } });
  t.deepEqual(first.smaller, {
    maps: 1,
    entries: 2,
    capacityEntries: 4,
    bytes: 16 + 8 * (3 + 14) + 32,
  });
  const second = await look(1000);
  t.like(second.events[0], {
    kind: 'growth',
    growth: {
      kind: 'double',
      fromBuckets: 512,
      toBuckets: 1024,
      notBeforeMs: 0,
      notAfterMs: 1000,
      entries: 1100,
      isToTheInsert: false,
    },
  });
  t.deepEqual(
    (await look(5000)).events.map(({ kind }) => kind),
    [],
  );
  t.deepEqual(
    (await look(31_000)).events.map(({ kind, map }) => [kind, map.id]),
    [
      ['growth', 'map1'],
      ['born', 'map2'],
    ],
  );
  t.deepEqual((await look(41_000)).events, []);
  // One that the fast lane misses brings the next full look forward, which decides.
  const last = await look(43_500);
  t.like(last.events[0], {
    kind: 'died',
    map: { id: 'map2' },
    between: { notBeforeMs: 31_000, notAfterMs: 43_500 },
  });
  t.deepEqual(calls, ['discover', 'refresh 1', 'refresh 1', 'discover', 'refresh 2', 'discover']);
});

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return a.join(' ').localeCompare(b.join(' '));
}

test('the detectors of a calibration say of live series what detect says of their trace', async (t) => {
  const calibration = madeCalibration('static-threshold');
  const limitBytes = 400 * 2 ** 20;
  const minutes = Float64Array.from({ length: 300 }, (_, i) => i);
  const entries = minutes.map((minute) => 1000 + minute * 12_000);
  const percent = minutes.map((minute) => 20 + minute / 4);
  const trace: Trace = {
    id: 'live',
    source: 'live',
    measures: 'percent',
    minutes,
    percent,
    limitBytes,
    startedAtMs: 0,
    map: { type: { model: 'v8', key: 'int64', value: 'int64' }, entries },
    ending: { kind: 'never' },
    label: null,
  };
  const live = new LiveAlarms(calibration);
  const raised = [...minutes].flatMap((minute, i) => {
    const map = madeLiveMap('map1', entries[i] ?? 0, minute * 60_000);
    const usedBytes = ((percent[i] ?? 0) / 100) * limitBytes;
    return live.take({
      atMs: minute * 60_000,
      room: { limitBytes, usedBytes, limitedBy: 'given' },
      maps: [{ map, entriesPerMinute: null, next: null }],
    });
  });
  const begun = raised.filter(
    ({ episode }) =>
      episode.criticalFromMinute === null || episode.criticalFromMinute === episode.fromMinute,
  );
  const said = detectAlarms(calibration, trace, null).map((episode) => [
    episode.detector,
    episode.fromMinute,
    episode.sentence,
  ]);
  t.deepEqual(
    begun
      .map(({ episode }) => [episode.detector, episode.fromMinute, episode.sentence])
      .toSorted(byText),
    said.toSorted(byText),
  );
  t.true(said.some(([detector]) => detector === 'growth-forecast'));
  t.true(said.some(([detector]) => detector === 'static-threshold'));
});
