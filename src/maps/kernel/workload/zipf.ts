// Exact Zipf ranks for any exponent above 0 without tables: rejection-inversion, W. Hormann and
// G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions",
// ACM TOMACS 6(3), 1996. Set-up and draw are O(1) for any number of ranks. All arithmetic is
// WebAssembly's, so the ranks are the same on every machine.
import { Random } from '../hash/random';

@unmanaged
export class Zipf {
  ranks: f64;
  exponent: f64;
  /** Integral of the hat up to 1.5, less the mass of rank 1, and up to ranks + 0.5. */
  lowArea: f64;
  highArea: f64;
  /** A rank this close above the drawn point needs no test. */
  squeeze: f64;
}

/** Ranks whose test is looked up: low ranks pass the squeeze seldom, and the test is dear. */
const TABLED: u32 = 64;

/** Bytes of a `Zipf` with its table, one f64 per rank from 1. */
export function zipfBytes(): usize {
  return offsetof<Zipf>() + ((<usize>TABLED) << 3);
}

/** expm1(x) / x, also at 0. */
function expm1Ratio(x: f64): f64 {
  return Math.abs(x) > 1e-8
    ? Math.expm1(x) / x
    : 1.0 + x * 0.5 * (1.0 + (x / 3.0) * (1.0 + x * 0.25));
}

/** log1p(x) / x, also at 0. */
function log1pRatio(x: f64): f64 {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1.0 - x * (0.5 - x * (1.0 / 3.0 - x * 0.25));
}

/** Integral of t^-exponent from 1 to x. */
function hatArea(zipf: Zipf, x: f64): f64 {
  const logX = Math.log(x);
  return expm1Ratio((1.0 - zipf.exponent) * logX) * logX;
}

function hat(zipf: Zipf, x: f64): f64 {
  return Math.exp(-zipf.exponent * Math.log(x));
}

function hatAreaInverse(zipf: Zipf, area: f64): f64 {
  // Rounding may bring this below -1, where the logarithm ends; only for the very last rank.
  const t = Math.max(area * (1.0 - zipf.exponent), -1.0);
  return Math.exp(log1pRatio(t) * area);
}

/** From this area on a rank is accepted. */
function acceptedArea(zipf: Zipf, rank: f64): f64 {
  return hatArea(zipf, rank + 0.5) - hat(zipf, rank);
}

function tableSlot(zipf: Zipf, rank: u32): usize {
  return changetype<usize>(zipf) + offsetof<Zipf>() + ((<usize>(rank - 1)) << 3);
}

export function prepareZipf(zipf: Zipf, ranks: u64, exponent: f64): void {
  zipf.ranks = <f64>ranks;
  zipf.exponent = exponent;
  zipf.lowArea = hatArea(zipf, 1.5) - 1.0;
  zipf.highArea = hatArea(zipf, <f64>ranks + 0.5);
  zipf.squeeze = 2.0 - hatAreaInverse(zipf, hatArea(zipf, 2.5) - hat(zipf, 2.0));
  for (let rank: u32 = 1; rank <= TABLED; rank++)
    store<f64>(tableSlot(zipf, rank), acceptedArea(zipf, <f64>rank));
}

/** Rank from 0 (the most frequent) to ranks - 1. */
export function drawZipf(zipf: Zipf, random: Random): u64 {
  const low = zipf.lowArea;
  const high = zipf.highArea;
  while (true) {
    const area = high + random.unit() * (low - high);
    const x = hatAreaInverse(zipf, area);
    const rank = Math.min(Math.max(Math.floor(x + 0.5), 1.0), zipf.ranks);
    if (rank - x <= zipf.squeeze) return <u64>rank - 1;
    const accepted =
      rank <= <f64>TABLED ? load<f64>(tableSlot(zipf, <u32>rank)) : acceptedArea(zipf, rank);
    if (area >= accepted) return <u64>rank - 1;
  }
}
