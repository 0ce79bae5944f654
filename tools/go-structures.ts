// The structures of the Go runtime that attach reads: see make-go-offsets.ts.

/** Structures that are read whole: their size matters too. Others have cache lines of the machine in it. */
export const wholes: ReadonlySet<string> = new Set([
  'moduledata',
  'mspan',
  'hmap',
  'mapextra',
  'Map',
  'table',
]);

/** Our name of each structure, the runtime's names of it, and the names of the fields. */
type Structures = Readonly<
  Record<
    string,
    {
      readonly names: readonly string[];
      readonly fields: Readonly<Record<string, readonly string[]>>;
    }
  >
>;

export const structures: Structures = {
  moduledata: {
    names: ['runtime.moduledata'],
    fields: {
      funcnametab: ['funcnametab'],
      cutab: ['cutab'],
      filetab: ['filetab'],
      pctab: ['pctab'],
      pclntable: ['pclntable'],
      ftab: ['ftab'],
      text: ['text'],
      etext: ['etext'],
      noptrdata: ['noptrdata'],
      data: ['data'],
      edata: ['edata'],
      bss: ['bss'],
      ebss: ['ebss'],
      noptrbss: ['noptrbss'],
      enoptrbss: ['enoptrbss'],
      types: ['types'],
      etypes: ['etypes'],
      gcdatamask: ['gcdatamask'],
      gcbssmask: ['gcbssmask'],
      next: ['next'],
    },
  },
  func: {
    names: ['runtime._func'],
    fields: {
      nameOff: ['nameOff', 'nameoff'],
      pcfile: ['pcfile'],
      pcln: ['pcln'],
      cuOffset: ['cuOffset'],
    },
  },
  mheap: {
    names: ['runtime.mheap'],
    fields: {
      sweepgen: ['sweepgen'],
      allspans: ['allspans'],
      pagesInUse: ['pagesInUse'],
      arenas: ['arenas'],
    },
  },
  heapArena: { names: ['runtime.heapArena'], fields: { spans: ['spans'], bitmap: ['bitmap'] } },
  mspan: {
    names: ['runtime.mspan'],
    fields: {
      startAddr: ['startAddr'],
      npages: ['npages'],
      freeindex: ['freeindex'],
      nelems: ['nelems'],
      allocBits: ['allocBits'],
      gcmarkBits: ['gcmarkBits'],
      sweepgen: ['sweepgen'],
      spanclass: ['spanclass'],
      state: ['state'],
      elemsize: ['elemsize'],
      largeType: ['largeType'],
    },
  },
  gcController: {
    names: ['runtime.gcControllerState'],
    fields: {
      gcPercent: ['gcPercent'],
      memoryLimit: ['memoryLimit'],
      heapMinimum: ['heapMinimum'],
      gcPercentHeapGoal: ['gcPercentHeapGoal'],
      sweepDistMinTrigger: ['sweepDistMinTrigger'],
      triggered: ['triggered'],
      heapLive: ['heapLive'],
      heapMarked: ['heapMarked'],
      heapInUse: ['heapInUse'],
      heapFree: ['heapFree'],
      totalAlloc: ['totalAlloc'],
      totalFree: ['totalFree'],
      mappedReady: ['mappedReady'],
    },
  },
  type: {
    names: ['internal/abi.Type', 'runtime._type'],
    fields: {
      size: ['Size_', 'size'],
      ptrBytes: ['PtrBytes', 'ptrdata'],
      tflag: ['TFlag', 'tflag'],
      align: ['Align_', 'align'],
      kind: ['Kind_', 'kind'],
      gcdata: ['GCData', 'gcdata'],
      str: ['Str', 'str'],
    },
  },
  mapType: {
    names: [
      'internal/abi.MapType',
      'internal/abi.SwissMapType',
      'internal/abi.OldMapType',
      'runtime.maptype',
    ],
    fields: {
      key: ['Key', 'key'],
      elem: ['Elem', 'elem'],
      inner: ['Group', 'Bucket', 'bucket'],
    },
  },
  hmap: {
    names: ['runtime.hmap'],
    fields: {
      count: ['count'],
      flags: ['flags'],
      B: ['B'],
      noverflow: ['noverflow'],
      hash0: ['hash0'],
      buckets: ['buckets'],
      oldbuckets: ['oldbuckets'],
      nevacuate: ['nevacuate'],
      extra: ['extra'],
    },
  },
  mapextra: {
    names: ['runtime.mapextra'],
    fields: {
      overflow: ['overflow'],
      oldoverflow: ['oldoverflow'],
      nextOverflow: ['nextOverflow'],
    },
  },
  Map: {
    names: ['internal/runtime/maps.Map'],
    fields: {
      used: ['used'],
      seed: ['seed'],
      dirPtr: ['dirPtr'],
      dirLen: ['dirLen'],
      globalDepth: ['globalDepth'],
      globalShift: ['globalShift'],
      writing: ['writing'],
      tombstonePossible: ['tombstonePossible'],
      clearSeq: ['clearSeq'],
    },
  },
  table: {
    names: ['internal/runtime/maps.table'],
    fields: {
      used: ['used'],
      capacity: ['capacity'],
      growthLeft: ['growthLeft'],
      localDepth: ['localDepth'],
      index: ['index'],
      groups: ['groups'],
    },
  },
  groups: {
    names: ['internal/runtime/maps.groupsReference'],
    fields: { data: ['data'], lengthMask: ['lengthMask'] },
  },
  goroutine: {
    names: ['runtime.g'],
    fields: { stack: ['stack'], sched: ['sched'], status: ['atomicstatus'] },
  },
  gobuf: { names: ['runtime.gobuf'], fields: { sp: ['sp'] } },
  bitvector: { names: ['runtime.bitvector'], fields: { n: ['n'], bytedata: ['bytedata'] } },
  inlineMarks: { names: ['runtime.spanInlineMarkBits'], fields: { marks: ['marks'] } },
};
