import type { GrowthEvent } from '../model/growth-event.ts';

/** What every event of a growth says, wherever the map is seen; each source adds what else it knows. */
export type GrowthEventData = Pick<
  GrowthEvent,
  | 'kind'
  | 'shard'
  | 'entries'
  | 'fromBuckets'
  | 'toBuckets'
  | 'bytesBefore'
  | 'bytesDuring'
  | 'bytesAfter'
>;

/** A growth in the envelope of CloudEvents 1.0, one a line. */
export interface GrowthCloudEvent<Data extends GrowthEventData = GrowthEventData> {
  readonly specversion: '1.0';
  /** The number of the event among those of its source, from 1 on: a gap is one that was not sent. */
  readonly id: string;
  /** `/mapswell/serve`, `/mapswell/attach/PID` or `/mapswell/register/PID/THREAD`. */
  readonly source: string;
  readonly type: 'mapswell.map.growth.v1';
  /** Name of the map, or what else tells it from others of its source. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Data;
}

/** Puts a growth into its envelope. */
export function growthCloudEvent<Data extends GrowthEventData>(
  {
    id,
    source,
    subject,
    atMs,
  }: {
    readonly id: number;
    readonly source: string;
    readonly subject: string;
    /** Wall clock, milliseconds since 1970. */
    readonly atMs: number;
  },
  data: Data,
): GrowthCloudEvent<Data> {
  return {
    specversion: '1.0',
    id: String(id),
    source,
    type: 'mapswell.map.growth.v1',
    subject,
    time: new Date(atMs).toISOString(),
    datacontenttype: 'application/json',
    data,
  };
}
