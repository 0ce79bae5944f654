/** What differs between the classic maps of versions of Go, as far as it decides sizes. */
export interface ClassicVersion {
  /** Entries per bucket, on the average, above which a map doubles: 6.5, but 6 in Go 1.21. */
  readonly load: number;
  /** Whether objects with pointers above 512 bytes begin with a header of 8 bytes (Go 1.22 and later). */
  readonly hasMallocHeaders: boolean;
}

/** https://github.com/golang/go/issues/63438: a division came first and made 6 of 6.5. */
const minorWithSix = 21;
const firstWithMallocHeaders = 22;

/** Go 1.22 and 1.23. */
export const newestClassic: ClassicVersion = { load: 6.5, hasMallocHeaders: true };

/** The classic map of Go 1.`goMinor`. */
export function classicVersion(goMinor: number): ClassicVersion {
  return {
    load: goMinor === minorWithSix ? 6 : newestClassic.load,
    hasMallocHeaders: goMinor >= firstWithMallocHeaders,
  };
}
