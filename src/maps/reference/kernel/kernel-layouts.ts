// Written by npm run build from the kernel's index.ts and shared.ts, where everything is explained.

// Records: their bytes, and of each field the offset, or its index where all fields are f64.
export const chainsLayout = {
  bytes: 32,
  doubles: { chains: 0, buckets: 1, longestBuckets: 2, mostEntries: 3 },
} as const;
export const growthLayout = {
  bytes: 96,
  doubles: {
    kind: 0,
    shard: 1,
    operation: 2,
    entries: 3,
    fromBuckets: 4,
    toBuckets: 5,
    bytesBefore: 6,
    bytesDuring: 7,
    bytesAfter: 8,
    writesToFinish: 9,
    startNs: 10,
    durationNs: 11,
  },
} as const;
export const faultLayout = {
  bytes: 28,
  at: { fault: 0, rule: 4, operation: 8, refusedBytes: 16, refusedPurpose: 24 },
} as const;
export const keyPartLayout = { bytes: 16, at: { kind: 0, offset: 4, bytes: 8, wire: 12 } } as const;
export const qualityLayout = {
  bytes: 80,
  at: {
    entries: 0,
    tagFalsePositives: 8,
    tombstones: 16,
    longestHit: 24,
    longestMiss: 32,
    fullestHome: 40,
    missWeight: 48,
    hashAnd: 56,
    hashOr: 64,
    bins: 72,
  },
} as const;
export const shapeLayout = {
  bytes: 96,
  doubles: {
    bytesTable: 0,
    bytesOldTable: 1,
    bytesHeaders: 2,
    bytesEntries: 3,
    sparesLeft: 4,
    tombstones: 5,
    tables: 6,
    directoryEntries: 7,
    oldBuckets: 8,
    movedBuckets: 9,
    isStalled: 10,
    reseeds: 11,
  },
} as const;
export const statsLayout = {
  bytes: 120,
  doubles: {
    entries: 0,
    capacityEntries: 1,
    loadFactor: 2,
    buckets: 3,
    overflowBuckets: 4,
    overflowBucketsEstimate: 5,
    isGrowing: 6,
    bytesCurrent: 7,
    bytesOld: 8,
    bytesHeld: 9,
    bytesPeak: 10,
    totalBytesAllocated: 11,
    totalAllocations: 12,
    bytesAbandoned: 13,
    growthsStarted: 14,
  },
} as const;
export const arenaLayout = {
  bytes: 80,
  doubles: {
    liveBytes: 0,
    peakBytes: 1,
    totalBytes: 2,
    releasedBytes: 3,
    totalAllocations: 4,
    liveAllocations: 5,
    unchargedBytes: 6,
    refusedBytes: 7,
    refusedPurpose: 8,
    refusals: 9,
  },
} as const;
export const phaseLayout = {
  bytes: 172,
  at: {
    operationsPerWriter: 0,
    insertBelow: 8,
    updateBelow: 16,
    deleteBelow: 24,
    lookupBelow: 32,
    modifyBelow: 40,
    keys: 48,
    startAt: 56,
    hotKeys: 64,
    hotBelow: 72,
    exponent: 80,
    clearEvery: 88,
    iterateEvery: 96,
    copyEvery: 104,
    deleteIfEvery: 112,
    iterateFirst: 120,
    iterateStep: 128,
    copyHint: 136,
    deleteIfAge: 144,
    expireAge: 152,
    distribution: 160,
    continues: 164,
    table: 168,
  },
} as const;
export const workloadLayout = {
  bytes: 72,
  at: {
    seed: 0,
    writers: 8,
    phaseCount: 12,
    isDisjoint: 16,
    isScrambled: 20,
    form: 24,
    keyBytes: 28,
    salt: 32,
    nanEvery: 40,
    ownBytes: 48,
    headBytes: 52,
    parts: 56,
    partCount: 60,
    holds: 64,
    textBytes: 68,
  },
} as const;
export const latencyHistogramLayout = {
  bytes: 32,
  at: { samples: 0, maxComplement: 8, maxNs: 16, belowWeight: 24 },
} as const;
export const passStateLayout = {
  bytes: 24,
  doubles: { operations: 0, entries: 1, bytesHeld: 2 },
} as const;
export const pointLayout = {
  bytes: 32,
  doubles: { operation: 0, entries: 1, bytesHeld: 2, slots: 3 },
} as const;
export const raceLossesLayout = {
  bytes: 24,
  doubles: { keys: 0, lost: 1, otherValues: 2 },
} as const;
export const shardLayout = { bytes: 24, doubles: { operations: 0, waits: 1, waitNs: 2 } } as const;
export const writerLayout = {
  bytes: 128,
  doubles: {
    inserts: 0,
    updates: 1,
    deletes: 2,
    lookups: 3,
    modifies: 4,
    clears: 5,
    iterations: 6,
    copies: 7,
    sweeps: 8,
    visited: 9,
    expired: 10,
    startNs: 11,
    endNs: 12,
    writeOverlaps: 13,
    readOverlaps: 14,
    lateStarts: 15,
  },
} as const;
