import { median } from '../src/base/stats/median.ts';
import { quantileInterval } from '../src/base/stats/intervals/quantile-interval.ts';

/** What was measured beside a peer, in turns, as how many times the peer. */
export interface BenchRatio {
  /** `mapswell --help / node -e 0` */
  readonly name: string;
  /** Whether less is better, as of times, or more, as of throughputs. */
  readonly better: 'less' | 'more';
  /** Median over the turns. */
  readonly median: number;
  /** 95 % interval of the median. */
  readonly low: number;
  readonly high: number;
  readonly turns: number;
}

/** Fewer bound no median at 95 %. */
const leastTurns = 6;

/**
 * The ratio of two series that were measured in turns: turn by turn, so that what slows the machine for
 * a while slows both.
 *
 * @throws Error for series of different lengths, or of too few turns for an interval
 */
export function ratioOf(
  name: string,
  better: BenchRatio['better'],
  values: readonly number[],
  peers: readonly number[],
): BenchRatio {
  if (values.length !== peers.length || values.length < leastTurns)
    throw new Error(
      `expected ${leastTurns} turns or more of ${name} and of its peer, got ${values.length} and ${peers.length}`,
    );
  const ratios = values.map((value, turn) => value / (peers[turn] ?? Number.NaN));
  const interval = quantileInterval(ratios, 0.5, 0.95);
  return {
    name,
    better,
    median: median(ratios),
    low: interval.low,
    high: interval.high,
    turns: ratios.length,
  };
}
