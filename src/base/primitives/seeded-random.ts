/** Draws the next number, uniform on [0, 1) with 53 random bits. */
export type Random = () => number;

/**
 * A reproducible source of random numbers: sfc32 (Chris Doty-Humphrey, PractRand), a 128-bit state
 * that passes PractRand and BigCrush. The seed is spread over the state by splitmix32.
 *
 * @param seed any integer; only its low 32 bits count
 * @param stream another integer, for independent sequences under one seed. @default 0
 * @throws RangeError if seed or stream is no integer
 */
export function seededRandom(seed: number, stream: number = 0): Random {
  requireInteger('seed', seed);
  requireInteger('stream', stream);
  const seedWord = splitmix32(seed);
  const streamWord = splitmix32(stream ^ 0x5bd1e995);
  let a = seedWord() ^ streamWord();
  let b = seedWord() ^ streamWord();
  let c = seedWord() ^ streamWord();
  let counter = 1;
  const next32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  // The first words still show the seed: PractRand discards some too.
  for (let i = 0; i < 15; i++) next32();
  return () => ((next32() >>> 5) * 0x4000000 + (next32() >>> 6)) / 0x20000000000000;
}

function requireInteger(name: string, value: number): void {
  if (!Number.isInteger(value)) {
    throw new RangeError(`expected ${name} to be an integer, got ${value}`);
  }
}

/** Sebastiano Vigna's splitmix generator in its 32-bit form: neighbouring seeds give unrelated words. */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return word ^ (word >>> 15);
  };
}
