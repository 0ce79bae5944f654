import type { SizeDistribution } from '../../../../maps/model/payload/size-distribution.ts';

/** A size and its share of the entries. */
export interface WrittenSize {
  /** Bytes, or a text such as `4KiB`. */
  readonly bytes: number | string;
  /** @default 1 */
  readonly weight?: number;
}

/**
 * Sizes as the flags of `plan` take them: bytes, `'4KiB'`, `'lognormal(256, 4KiB)'` by median and 99th
 * percentile, `'16:3,640:1'` with weights, `'@sizes.txt'` from the folder of the scenario, or a list.
 */
export type WrittenSizes = number | string | readonly WrittenSize[];

/**
 * What the entries of a service carry beside the table. The workload of a scenario fills its maps with
 * values of no size; this says what real ones have.
 */
export interface ScenarioPayload {
  /**
   * What a key is in full: a type with lengths (`string(36)`), for the targets native and module a
   * value of JavaScript. It takes as much room in the table as `key`. @default the key of the scenario
   */
  readonly key?: string;
  /** The same of a value: `[]byte(512)`, `*struct { id int64; name string(20) }`, `{ id: smi }`. */
  readonly value?: string;
  /** Bytes of what the type of a key leaves open. @default `stringKeyBytes` */
  readonly keyBytes?: WrittenSizes;
  /** Bytes of what the type of a value leaves open: a string, a slice, an interface. */
  readonly valueBytes?: WrittenSizes;
}

/** A payload of which every text was read. */
export interface CellPayload extends Pick<ScenarioPayload, 'key' | 'value'> {
  readonly keyBytes?: SizeDistribution;
  readonly valueBytes?: SizeDistribution;
}
