/** Nodes of a trie: a mean over hashes, and its standard deviation. */
export interface TrieNodes {
  readonly mean: number;
  readonly sd: number;
}

const ways = 16;
/** A hash has 64 bits, of which each level takes four. */
const deepest = 16;

/**
 * The nodes of a trie of 16 ways over so many random hashes: the root, and one for every prefix that two
 * or more of them share. Mean: the sum over all prefixes of the binomial probability of that. Variance:
 * that of a Poisson number of keys, level by level, less what the number itself adds (see Jacquet and
 * Szpankowski, "Analytical depoissonization and its applications", 1998).
 */
export function trieNodes(entries: number): TrieNodes {
  if (entries < 2) return { mean: 1, sd: 0 };
  let mean = 1;
  for (let depth = 1; depth < deepest; depth++) {
    const below = ways ** depth * sharedBinomial(entries, ways ** -depth);
    mean += below;
    if (below < 1e-9) break;
  }
  const { variance, slope } = poissonNodes(entries);
  return { mean, sd: Math.sqrt(Math.max(0, variance - entries * slope ** 2)) };
}

/** Probability that at least two of `entries` have a prefix of that probability. */
function sharedBinomial(entries: number, share: number): number {
  const mean = entries * share;
  // Where it is small, 1 - (1 - p)^n - np(1 - p)^(n - 1) would be lost in rounding.
  if (mean < 1e-4) return (mean * (mean - share)) / 2;
  const none = Math.exp(entries * Math.log1p(-share));
  const one = mean * Math.exp((entries - 1) * Math.log1p(-share));
  return 1 - none - one;
}

interface PoissonNodes {
  readonly mean: number;
  readonly variance: number;
  /** By which the mean rises with each key. */
  readonly slope: number;
}

/** The nodes below one prefix that a Poisson number of keys with mean `keys` have. */
function poissonNodes(keys: number, depth = 0): PoissonNodes {
  if (depth >= deepest || keys < 1e-9) return { mean: 0, variance: 0, slope: 0 };
  const below = poissonNodes(keys / ways, depth + 1);
  const fewer = Math.exp(-keys) * (1 + keys);
  const shared = keys < 1e-4 ? (keys * keys) / 2 : 1 - fewer;
  return {
    mean: shared + ways * below.mean,
    // Where the prefix has no node, nothing below it has one: they rise together.
    variance: shared * fewer + ways * below.variance + 2 * ways * below.mean * fewer,
    slope: keys * Math.exp(-keys) + below.slope,
  };
}
