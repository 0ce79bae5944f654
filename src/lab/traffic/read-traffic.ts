import { defined } from '../../base/primitives/defined.ts';
import type { TrafficSource } from './line-format.ts';
import { trafficChunks } from './traffic-chunks.ts';
import { TrafficOperations } from './traffic-operations.ts';
import { TrafficReader } from './traffic-reader.ts';
import type { TrafficFormat } from './traffic-format.ts';

/** Operations of a block, about: what a person at the terminal does not notice. */
const blockOperations = 1 << 16;

/** A recording that is being read: its operations, block by block. */
export interface TrafficReading {
  readonly traffic: TrafficOperations;
  /** The format, once the first block was read. */
  readonly format: () => TrafficFormat | null;
  /**
   * Fills the block of `traffic` again and again until the recording ends; the caller empties nothing.
   *
   * @throws SandboxError as `trafficChunks`, and `input` for a line that cannot be read
   */
  readonly blocks: () => AsyncGenerator<undefined>;
}

/** What is read of a recording, and how. */
export interface ReadingOptions extends TrafficSource {
  /** Recorded operations at most. @default all */
  readonly operations?: number;
  /** Keys to remember; see `KeyTable`. */
  readonly remembered?: number;
  /** Whether the heaviest keys may be shown, not only their hashes. @default false */
  readonly showsKeys?: boolean;
  /** Shards whose load is counted, as if the map were split. @default none */
  readonly shards?: number;
  /** Recorded ms of which what was read before should be performed first: asked again and again. @default none */
  readonly untilMs?: () => number;
}

/** Opens a recording in a file. */
export function readTraffic(path: string, options: ReadingOptions = {}): TrafficReading {
  const { operations = Number.POSITIVE_INFINITY, untilMs } = options;
  const traffic = new TrafficOperations(options.remembered, options.showsKeys, options.shards);
  const reader = new TrafficReader(path, options, traffic);
  const limit = (): void => {
    traffic.limit({ block: blockOperations, operations, ...defined({ untilMs: untilMs?.() }) });
  };
  async function* blocks(): AsyncGenerator<undefined> {
    for await (const chunk of trafficChunks(path)) {
      for (let at = 0; at < chunk.length;) {
        limit();
        at = reader.read(chunk, at);
        if (!traffic.isEnough) continue;
        yield;
        traffic.block.clear();
        if (traffic.operations >= operations) return;
      }
    }
    limit();
    reader.end();
    if (traffic.block.length > 0) yield;
    traffic.block.clear();
  }
  return { traffic, format: () => reader.format, blocks };
}
