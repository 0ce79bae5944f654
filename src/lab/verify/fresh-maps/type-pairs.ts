/** A key type, and distinct keys of it in Go. */
export interface KeyMaker {
  readonly type: string;
  /** Packages that the Go expression needs. */
  readonly imports: readonly string[];
  /** The body of `func keyOf(i uint64) K`. */
  readonly go: string;
}

const int64: KeyMaker = {
  type: 'int64',
  imports: [],
  go: 'return K(scramble(i))',
};

const int32: KeyMaker = {
  type: 'int32',
  imports: [],
  go: 'return K(uint32(i) * 0x9e3779b1)',
};

const string: KeyMaker = {
  type: 'string',
  imports: ['strconv'],
  go: 'return "k" + strconv.FormatUint(i, 10)',
};

const bytes16: KeyMaker = {
  type: '[16]byte',
  imports: [],
  go: 'var key K\n\tscrambleInto(key[:], i)\n\treturn key',
};

/** A map type whose fresh maps are compared. */
export interface TypePair {
  readonly key: KeyMaker;
  readonly value: string;
  /** Most entries of a map. */
  readonly largest: number;
  /** A Go expression for a value that an interface needs an object for; only with a `sync.Map`. */
  readonly boxed: string | null;
}

const million = 1_000_000;

function pair(key: KeyMaker, value: string, more: Partial<TypePair> = {}): TypePair {
  return { key, value, largest: million, boxed: null, ...more };
}

/**
 * Every kind of storage: keys of 8, 4 and 16 bytes and strings, values with and without pointers, of
 * no size, padded, wide, and wider than 128 bytes, which maps keep in objects of their own.
 */
export const typePairs: readonly TypePair[] = [
  pair(int64, 'int64', { boxed: 'V(1 << 40)' }),
  pair(int32, 'int32', { boxed: 'V(1 << 20)' }),
  pair(string, 'int64'),
  pair(string, 'string', { boxed: 'V("value")' }),
  pair(int64, 'struct{}'),
  pair(int64, 'bool'),
  pair(bytes16, 'int64'),
  pair(int64, '*int64'),
  pair(string, '[]byte'),
  pair(int64, '[200]byte', { largest: 100_000 }),
];

const quick = { largest: 1000 };

/** A few of them, in maps of at most 1,000 entries. */
export const quickPairs: readonly TypePair[] = [
  pair(int64, 'int64', { boxed: 'V(1 << 40)', ...quick }),
  pair(string, 'string', { boxed: 'V("value")', ...quick }),
  pair(bytes16, 'int64', quick),
];

/** Text of the file that gives the totals program its types. */
export function typesFile({ key, value, boxed }: TypePair): string {
  const imports = key.imports.map((name) => `import "${name}"\n`).join('');
  return (
    `package main\n\n${imports}\n` +
    `type K = ${key.type}\n\ntype V = ${value}\n\n` +
    `var boxed ${boxed === null ? 'V' : `= ${boxed}`}\n\n` +
    `func keyOf(i uint64) K {\n\t${key.go}\n}\n`
  );
}
