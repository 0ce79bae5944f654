import { badRecording, toCount, toObject, toWord } from './recording-document.ts';
import type { LoopKind, RecordedOperation } from './recording.ts';

const u32Bits = 32n;
const golden = 0x9e3779b97f4a7c15n;

/** What the recorder made its operations from: a kind, two sizes and a seed. */
interface Plan {
  readonly operations: number;
  readonly width: number;
  readonly seed: bigint;
}

/** Collects operations; values are numbered through. Keys are drawn by number. */
class Script {
  readonly operations: RecordedOperation[] = [];
  readonly #base: bigint;

  constructor(seed: bigint) {
    this.#base = seed << u32Bits;
  }

  get length(): number {
    return this.operations.length;
  }

  put(number: number): void {
    this.#add('p', this.#key(number), BigInt(this.length));
  }

  delete(number: number): void {
    this.#add('d', this.#key(number), 0n);
  }

  clear(): void {
    this.#add('c', 0n, 0n);
  }

  /** A range loop over all entries, or as many as `limit`. */
  loop(limit: number): void {
    this.#addLoop('i', limit);
  }

  copy(hasHint: boolean): void {
    this.#addLoop(hasHint ? 'h' : 'y', 0);
  }

  /** A loop that deletes every entry whose value the divisor divides. */
  sweep(divisor: number): void {
    this.#addLoop('s', divisor);
  }

  /** A loop that stays open while what follows is done. */
  open(step: number): void {
    this.#addLoop('o', step);
  }

  #addLoop(kind: LoopKind, limit: number): void {
    this.operations.push({ kind, key: 0n, value: 0n, loop: { limit, visited: '' } });
  }

  #key(number: number): bigint {
    return mix64(this.#base + BigInt(number));
  }

  #add(kind: 'p' | 'd' | 'c', key: bigint, value: bigint): void {
    this.operations.push({ kind, key, value });
  }
}

type Generator = (script: Script, plan: Plan) => void;

const generators: Readonly<Record<string, Generator>> = {
  grow(script, { operations }) {
    for (let number = 0; number < operations; number++) script.put(number);
  },
  churn(script, { operations, width }) {
    for (let number = 0; script.length < operations; number++) {
      script.put(number);
      if (number >= width) script.delete(number - width);
    }
  },
  mix(script, { operations, width, seed }) {
    const random = splitMix(seed);
    for (let left = operations; left > 0; left--) {
      const isPut = random() % 100n < 60n;
      const number = Number(random() % BigInt(width));
      if (isPut) script.put(number);
      else script.delete(number);
    }
  },
  /** Fills, empties, fills again with other keys, deletes half, clears, and fills by half. */
  drain(script, { width }) {
    for (let number = 0; number < width; number++) script.put(number);
    for (let number = 0; number < width; number++) script.delete((number * 7919) % width);
    for (let number = 0; number < width; number++) script.put(width + number);
    for (let number = 0; number < width; number += 2) script.delete(width + number);
    script.clear();
    for (let number = 0; number < Math.floor(width / 2); number++) script.put(3 * width + number);
  },
  clears(script, { operations: size }) {
    for (let round = 0; round < 4; round++) {
      const first = round * size;
      for (let number = 0; number < size; number++) script.put(first + number);
      for (let number = 0; number < Math.floor(size / 3); number++)
        script.delete(first + 2 * number);
      if (round === 2) for (let number = 0; number < size; number++) script.delete(first + number);
      script.clear();
    }
  },
  /**
   * Fills with short loops and every thousandth operation a whole one, in growths too; deletes a third,
   * copies without a hint, goes on, deletes a half, copies with one, and clears after the last round.
   */
  loops(script, { operations: size, width: rounds }) {
    for (let round = 0; round < rounds; round++) {
      const first = round * size;
      for (let number = 0; number < size; number++) {
        script.put(first + number);
        if (number % 1000 === 500) script.loop(0);
        else if (number % 61 === 0) script.loop(1 + (number % 7));
      }
      for (let number = 0; number < size; number += 3) script.delete(first + number);
      script.loop(0);
      script.copy(false);
      for (let number = 0; number < Math.floor(size / 4); number++) script.put(first + 3 * number);
      for (let number = 0; number < size; number += 2) script.delete(first + number);
      script.copy(true);
      script.put(first);
      script.loop(0);
    }
    script.clear();
    script.loop(0);
    script.put(1);
    script.loop(0);
  },
  /**
   * Every 400th put opens a loop that goes on while keys come and one in three of the last goes, through
   * growths too; then sweeps, open loops over deletes and over keys that come back, and at the end of every
   * second round a clear.
   */
  open(script, { operations: size, width: rounds }) {
    for (let round = 0; round < rounds; round++) {
      const first = round * size;
      for (let number = 0; number < size; number++) {
        if (number % 400 === 7) script.open(1 + (((number / 400) | 0) % 5));
        script.put(first + number);
        if (number % 3 === 0 && number > 30) script.delete(first + number - 30);
      }
      script.sweep(5);
      script.open(2);
      for (let number = 1; number < size; number += 3) script.delete(first + number);
      script.sweep(2);
      script.open(1);
      for (let number = 0; number < size; number += 2) script.put(first + number);
      script.sweep(3);
      if (round % 2 === 1) script.clear();
    }
    script.loop(0);
  },
  /** Replaces every second key, half of them in one go and half one by one. */
  half(script, { operations, width }) {
    for (let number = 0; number < width; number++) script.put(number);
    for (let first = 0; script.length < operations; first += width) {
      for (let number = 0; number < width; number += 2) script.delete(first + number);
      for (let number = 0; number < width; number += 2) script.put(first + width + number);
      for (let number = 1; number < width; number += 2) {
        script.delete(first + number);
        script.put(first + width + number);
      }
    }
  },
};

/**
 * The operations that the recorder made from `{ kind, n, w, seed }`.
 * @throws SandboxError `input` for a kind that is not known.
 */
export function generateOperations(gen: unknown): readonly RecordedOperation[] {
  const { kind, n, w, seed } = toObject(gen, 'Gen');
  const generate = typeof kind === 'string' ? generators[kind] : undefined;
  if (generate === undefined)
    throw badRecording(
      `expected Gen.kind to be one of ${Object.keys(generators).join(', ')}, got ${String(kind)}`,
    );
  const plan = {
    operations: toCount(n, 'Gen.n'),
    width: toCount(w, 'Gen.w'),
    seed: toWord(seed, 'Gen.seed'),
  };
  const script = new Script(plan.seed);
  generate(script, plan);
  return script.operations;
}

function splitMix(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    const value = mix64(state);
    state = BigInt.asUintN(64, state + golden);
    return value;
  };
}

/** One step of splitmix64. */
function mix64(value: bigint): bigint {
  let z = BigInt.asUintN(64, value + golden);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}
