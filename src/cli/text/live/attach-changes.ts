import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { bothFates } from '../../../live/attach/collector/old-table.ts';
import type { FollowEvent } from '../../../live/attach/follow/follow-event.ts';
import type { FollowedMap } from '../../../live/attach/follow/followed-map.ts';
import type { MapsLook } from '../../../live/attach/follow/followed.ts';
import type { LiveAlarm } from '../../../live/attach/follow/live-alarms.ts';
import type { GrowthKind } from '../../../maps/model/growth-event.ts';
import { alarmWords } from '../../../report/calibration/alarm-words.ts';
import {
  fateWords,
  fitsText,
  minutesText,
  nameOf,
  typeOf,
} from '../../../report/live/live-words.ts';
import { formatDuration } from '../../../base/primitives/quantities/format-duration.ts';
import { terminalText } from '../terminal-text.ts';

/** What was said last of a map. */
interface Said {
  readonly tenth: number;
  readonly fits: boolean | null;
}

/** Where there is no terminal: a line for each thing that changed since the line before. */
export class ChangeLines {
  readonly #prefix: string;
  readonly #said = new Map<string, Said>();

  /** @param prefix stands in front of each line, to tell several processes apart */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The lines of one look, each with its line feed. */
  of({ events, maps, alarms, atMs }: MapsLook): string {
    const lines = [
      ...withMergedFates(events).map((event) => eventText(event)),
      ...maps.flatMap((map) => this.#progress(map)),
      ...alarms.map(alarmText),
    ];
    for (const event of events) if (event.kind === 'died') this.#said.delete(event.map.id);
    const time = new Date(atMs).toISOString();
    return lines.map((line) => terminalText(`${time}  ${this.#prefix}${line}`) + '\n').join('');
  }

  /** A line whenever another tenth of the way to the next growth is done, and when it fits no longer. */
  #progress(row: FollowedMap): readonly string[] {
    const { map, next } = row;
    const { entries, buckets } = map.figures;
    const fits = next?.fits ?? null;
    const tenth = next === null ? 0 : Math.floor((10 * entries) / Math.max(1, next.atEntries));
    const before = this.#said.get(map.id);
    // Two maps of one size are at different tenths of different tables.
    const said = { tenth: buckets * 100 + tenth, fits };
    this.#said.set(map.id, said);
    if (before === undefined || next === null) return [];
    if (before.tenth === said.tenth && before.fits === fits) return [];
    return [`${nameOf(map)}: ${formatCount(entries)} entries, ${forecastText(row)}`];
  }
}

/** Splits of a Swiss map leave tables at every look, and one cycle sweeps them all: that is one line. */
function withMergedFates(events: readonly FollowEvent[]): readonly FollowEvent[] {
  const merged = new Map<string, FollowEvent>();
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'old-table') {
      merged.set(String(index), event);
      continue;
    }
    const key = `${event.map.id} ${event.fate.state}`;
    const before = merged.get(key);
    const fate = before?.kind === 'old-table' ? bothFates(before.fate, event.fate) : event.fate;
    merged.set(key, { ...event, fate });
  }
  return [...merged.values()];
}

/** The growth ahead in words, as far as it is known. */
function forecastText({ next, entriesPerMinute }: FollowedMap): string {
  if (next === null) return 'no growth is foreseen';
  const rate =
    entriesPerMinute === null ? '' : ` (${formatCount(Math.round(entriesPerMinute))} per minute)`;
  const minutes = minutesText(next.inMinutes);
  const when = next.inMinutes === null ? '' : ` ${minutes === 'now' ? '' : 'in '}${minutes}${rate}`;
  const peak = next.peakBytes === null ? '' : `, peak ${formatBytes(next.peakBytes)}`;
  const fits = next.fits === null ? '' : `, fits: ${fitsText(next.fits)}`;
  return `grows at ${formatCount(next.atEntries)}${when}${peak}${fits}`;
}

/** In the words of `detect`. */
export function alarmText({ map, episode, fromMs }: LiveAlarm): string {
  const { level, detector, sentence, critical } = alarmWords(
    episode,
    fromMs - episode.fromMinute * 60_000,
  );
  const whose = map === null ? 'process' : nameOf(map);
  return `${level}  ${detector}  ${whose}: ${critical ?? sentence}`;
}

function eventText(event: FollowEvent): string {
  const { map } = event;
  const { entries, bytes } = map.figures;
  const size = `${formatCount(entries)} entries, ${formatBytes(bytes.held)}`;
  switch (event.kind) {
    case 'born':
      return `${nameOf(map)} (${typeOf(map)}): seen with ${size}`;
    case 'died':
      return `${nameOf(map)}: gone, had ${size}`;
    case 'old-table':
      return `${nameOf(map)}: ${fateWords(event.fate)}`;
    case 'growth': {
      if (event.growth.isToTheInsert) return heardText(event);
      const { kind, bytesBefore, bytesDuring, fromBuckets, toBuckets } = event.growth;
      const { notBeforeMs, notAfterMs } = event.growth;
      const interval = formatDuration(notAfterMs - notBeforeMs);
      const from = formatCount(fromBuckets);
      const { oldTable = null } = event;
      const left = oldTable === null ? '' : `; ${fateWords(oldTable)}`;
      return `${nameOf(map)}: ${growthWords[kind]} within ${interval}, ${from} to ${formatCount(toBuckets)} buckets, ${formatCount(entries)} entries now; ${formatBytes(bytesBefore)} before, ${formatBytes(bytesDuring)} ${kind === 'split' ? 'now' : 'with both tables'}${left}`;
    }
  }
}

/** Growths of a look that were heard at their inserts. */
export function heardTexts({ events }: Pick<MapsLook, 'events'>): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'growth' && event.growth.isToTheInsert ? [terminalText(heardText(event))] : [],
  );
}

/** A growth that was heard at its insert: when, at which entry, and by which line. */
function heardText({ map, growth, inserts = 1 }: Extract<FollowEvent, { kind: 'growth' }>): string {
  const { kind, entries, fromBuckets, toBuckets, bytesBefore, bytesDuring, stack } = growth;
  const time = new Date(growth.notBeforeMs).toISOString().slice(11);
  const what =
    inserts === 1 ? growthWords[kind] : `${growthWords[kind]}, ${formatCount(inserts)} of them`;
  const by = stack === null ? '' : ` by ${stack.slice(0, 3).join(' < ')}`;
  const isTable = kind === 'split' || kind === 'table-growth';
  const size = isTable
    ? ''
    : `, ${formatCount(fromBuckets)} to ${formatCount(toBuckets)} buckets; ${formatBytes(bytesBefore)} before, ${formatBytes(bytesDuring)} with both tables`;
  return `${nameOf(map)}: ${what}${inserts === 1 ? '' : ', the first'} at entry ${formatCount(entries)} at ${time}${size}${by}`;
}

const growthWords: Readonly<Record<GrowthKind, string>> = {
  double: 'doubled',
  'same-size': 'began a new table of the same size',
  'table-growth': 'made its table larger',
  split: 'split tables',
  'directory-doubling': 'doubled its directory',
  prune: 'was pruned of deleted entries',
  rehash: 'made its table anew without deleted entries',
  shrink: 'shrank',
};
