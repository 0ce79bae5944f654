// Written by tools/make-go-offsets.ts from the DWARF of go1.19.8, go1.22.12, go1.23.5, go1.24.4, go1.25.12, go1.26.10, go1.27.3
// for amd64 and arm64; do not edit. [from, to, bytes] = the offset in go1.from to go1.to.

/** Minor versions of Go that were looked into. */
export const knownGoMinors = [19, 22, 23, 24, 25, 26, 27] as const;

/** Experiments that leave every offset of a version where it is. */
export const harmlessGoExperiments: Readonly<Record<number, string>> = {
  '19': 'aliastypeparams boringcrypto cacheprog coverageredesign dwarf5 heapminimum512kib jsonv2 loopvar newinliner noboringcrypto noheapminimum512kib nostaticlockranking rangefunc',
  '22': 'aliastypeparams allocheaders arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 heapminimum512kib jsonv2 loopvar newinliner noarenas noboringcrypto nocgocheck2 noheapminimum512kib nostaticlockranking rangefunc',
  '23': 'aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 heapminimum512kib jsonv2 loopvar newinliner noarenas noboringcrypto nocgocheck2 noheapminimum512kib nostaticlockranking rangefunc',
  '24': 'aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 heapminimum512kib jsonv2 loopvar newinliner noarenas noboringcrypto nocgocheck2 noheapminimum512kib nospinbitmutex nostaticlockranking noswissmap nosynchashtriemap nosynctest rangefunc spinbitmutex swissmap synchashtriemap synctest',
  '25': 'aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 greenteagc heapminimum512kib jsonv2 loopvar newinliner noarenas noboringcrypto nocgocheck2 nogreenteagc noheapminimum512kib nostaticlockranking noswissmap nosynchashtriemap nosynctest rangefunc swissmap synchashtriemap synctest',
  '26': 'aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 goroutineleakprofile greenteagc heapminimum512kib jsonv2 loopvar newinliner noarenas noboringcrypto nocgocheck2 nogoroutineleakprofile nogreenteagc noheapminimum512kib norandomizedheapbase64 noruntimefreegc noruntimesecret nosimd nosizespecializedmalloc nostaticlockranking randomizedheapbase64 rangefunc runtimefreegc runtimesecret simd sizespecializedmalloc',
  '27': 'aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 greenteagc heapminimum512kib jsonv2 loopvar mapsplitgroup newinliner noarenas noboringcrypto nocgocheck2 nogreenteagc noheapminimum512kib nomapsplitgroup norandomizedheapbase64 noruntimefreegc noruntimesecret nosimd nosizespecializedmalloc nostaticlockranking randomizedheapbase64 rangefunc runtimefreegc runtimesecret simd sizespecializedmalloc',
};

/** Where the fields of the runtime's structures stand, in bytes. */
export const goOffsets = {
  moduledata: {
    structSize: [
      [19, 19, 552],
      [22, 22, 592],
      [23, 25, 584],
      [26, 26, 592],
      [27, 27, 568],
    ],
    funcnametab: [[19, 27, 8]],
    cutab: [[19, 27, 32]],
    filetab: [[19, 27, 56]],
    pctab: [[19, 27, 80]],
    pclntable: [[19, 27, 104]],
    ftab: [[19, 27, 128]],
    text: [[19, 27, 176]],
    etext: [[19, 27, 184]],
    noptrdata: [[19, 27, 192]],
    data: [[19, 27, 208]],
    edata: [[19, 27, 216]],
    bss: [[19, 27, 224]],
    ebss: [[19, 27, 232]],
    noptrbss: [[19, 27, 240]],
    enoptrbss: [[19, 27, 248]],
    types: [
      [19, 19, 280],
      [22, 27, 296],
    ],
    etypes: [
      [19, 19, 288],
      [22, 26, 304],
      [27, 27, 312],
    ],
    gcdatamask: [
      [19, 19, 496],
      [22, 25, 536],
      [26, 26, 544],
      [27, 27, 520],
    ],
    gcbssmask: [
      [19, 19, 512],
      [22, 25, 552],
      [26, 26, 560],
      [27, 27, 536],
    ],
    next: [
      [19, 19, 544],
      [22, 22, 584],
      [23, 25, 576],
      [26, 26, 584],
      [27, 27, 560],
    ],
  },
  func: {
    nameOff: [[19, 27, 4]],
    pcfile: [[19, 27, 20]],
    pcln: [[19, 27, 24]],
    cuOffset: [[19, 27, 32]],
  },
  mheap: {
    sweepgen: [
      [19, 19, 65848],
      [22, 27, 65856],
    ],
    allspans: [
      [19, 19, 65856],
      [22, 27, 65864],
    ],
    pagesInUse: [
      [19, 19, 65880],
      [22, 27, 65888],
    ],
    arenas: [
      [19, 19, 65936],
      [22, 27, 66008],
    ],
    arenasArm64: [
      [19, 19, 65936],
      [22, 27, 66072],
    ],
  },
  heapArena: {
    spans: [
      [19, 19, 2097152],
      [22, 27, 0],
    ],
    bitmap: [[19, 19, 0]],
  },
  mspan: {
    structSize: [
      [19, 19, 144],
      [22, 27, 160],
    ],
    startAddr: [[19, 27, 24]],
    npages: [[19, 27, 32]],
    freeindex: [[19, 27, 48]],
    nelems: [
      [19, 19, 56],
      [22, 27, 50],
    ],
    allocBits: [
      [19, 19, 72],
      [22, 27, 64],
    ],
    gcmarkBits: [
      [19, 19, 80],
      [22, 27, 72],
    ],
    sweepgen: [[19, 27, 88]],
    spanclass: [[19, 27, 98]],
    state: [[19, 27, 99]],
    elemsize: [[19, 27, 104]],
    largeType: [[22, 27, 152]],
  },
  gcController: {
    gcPercent: [[19, 27, 0]],
    memoryLimit: [[19, 27, 8]],
    heapMinimum: [[19, 27, 16]],
    gcPercentHeapGoal: [
      [19, 19, 104],
      [22, 27, 72],
    ],
    sweepDistMinTrigger: [
      [19, 19, 112],
      [22, 27, 80],
    ],
    triggered: [
      [19, 19, 120],
      [22, 27, 88],
    ],
    heapLive: [
      [19, 19, 136],
      [22, 27, 104],
    ],
    heapMarked: [
      [19, 19, 184],
      [22, 27, 152],
    ],
    heapInUse: [
      [19, 19, 304],
      [22, 27, 272],
    ],
    heapFree: [
      [19, 19, 320],
      [22, 27, 288],
    ],
    totalAlloc: [
      [19, 19, 328],
      [22, 27, 296],
    ],
    totalFree: [
      [19, 19, 336],
      [22, 27, 304],
    ],
    mappedReady: [
      [19, 19, 344],
      [22, 27, 312],
    ],
  },
  type: {
    size: [[19, 27, 0]],
    ptrBytes: [[19, 27, 8]],
    tflag: [[19, 27, 20]],
    align: [[19, 27, 21]],
    kind: [[19, 27, 23]],
    gcdata: [[19, 27, 32]],
    str: [[19, 27, 40]],
  },
  mapType: {
    key: [[19, 27, 48]],
    elem: [[19, 27, 56]],
    inner: [[19, 27, 64]],
  },
  hmap: {
    structSize: [
      [19, 23, 48],
      [24, 25, 56],
    ],
    count: [[19, 25, 0]],
    flags: [[19, 25, 8]],
    B: [[19, 25, 9]],
    noverflow: [[19, 25, 10]],
    hash0: [[19, 25, 12]],
    buckets: [[19, 25, 16]],
    oldbuckets: [[19, 25, 24]],
    nevacuate: [[19, 25, 32]],
    extra: [
      [19, 23, 40],
      [24, 25, 48],
    ],
  },
  mapextra: {
    structSize: [[19, 25, 24]],
    overflow: [[19, 25, 0]],
    oldoverflow: [[19, 25, 8]],
    nextOverflow: [[19, 25, 16]],
  },
  Map: {
    structSize: [[24, 27, 48]],
    used: [[24, 27, 0]],
    seed: [[24, 27, 8]],
    dirPtr: [[24, 27, 16]],
    dirLen: [[24, 27, 24]],
    globalDepth: [[24, 27, 32]],
    globalShift: [[24, 27, 33]],
    writing: [[24, 27, 34]],
    tombstonePossible: [[25, 27, 35]],
    clearSeq: [[24, 27, 40]],
  },
  table: {
    structSize: [[24, 27, 32]],
    used: [[24, 27, 0]],
    capacity: [[24, 27, 2]],
    growthLeft: [[24, 27, 4]],
    localDepth: [[24, 27, 6]],
    index: [[24, 27, 8]],
    groups: [[24, 27, 16]],
  },
  groups: {
    data: [[24, 27, 0]],
    lengthMask: [[24, 27, 8]],
  },
  goroutine: {
    stack: [[19, 27, 0]],
    sched: [[19, 27, 56]],
    status: [
      [19, 22, 144],
      [23, 24, 152],
      [25, 27, 144],
    ],
  },
  gobuf: { sp: [[19, 27, 0]] },
  bitvector: {
    n: [[19, 27, 0]],
    bytedata: [[19, 27, 8]],
  },
  inlineMarks: { marks: [[25, 27, 64]] },
} as const;
