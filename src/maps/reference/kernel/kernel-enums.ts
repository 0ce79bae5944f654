// Written by npm run build from the kernel's index.ts and shared.ts, where everything is explained.

// Closed sets, by the numbers that the kernel has for their members.
export const Fault = {
  None: 0,
  OutOfMemory: 1,
  ConcurrentWrites: 2,
  ConcurrentReadAndWrite: 3,
} as const;
export const RaceRule = { None: 0, Entry: 1, Exit: 2, NoEmptySlot: 3 } as const;
export const GrowthKind = {
  Double: 0,
  SameSize: 1,
  TableGrowth: 2,
  Split: 3,
  DirectoryDoubling: 4,
  Prune: 5,
} as const;
export const PartKind = { Memory: 0, Float: 1, Text: 2, Interface: 3 } as const;
export const KeyKind = {
  Word64: 0,
  Word32: 1,
  String: 2,
  Bytes: 3,
  Float64: 4,
  Float32: 5,
  Parts: 6,
} as const;
export const TypeFlag = { KeyHasPointers: 1, ElemHasPointers: 2, ElemIsString: 4 } as const;
export const Model = { Classic: 0, Swiss: 1, SyncOld: 2, SyncTrie: 3 } as const;
export const Purpose = {
  Other: 0,
  NewMap: 1,
  Growth: 2,
  OverflowBucket: 3,
  Entry: 4,
  String: 5,
} as const;
export const Distribution = {
  Sequential: 0,
  Uniform: 1,
  Zipfian: 2,
  HotSet: 3,
  SlidingWindow: 4,
  Adversarial: 5,
  Trace: 6,
} as const;
export const Holds = { Integers: 0, Texts: 1, Both: 2 } as const;
export const KeyForm = { Bytes: 0, String: 1, Float: 2, Parts: 3 } as const;
export const OpKind = {
  Insert: 0,
  Update: 1,
  Delete: 2,
  Lookup: 3,
  ReadModifyWrite: 4,
  LookupOrExpire: 5,
  Clear: 6,
  Iterate: 7,
  Copy: 8,
  DeleteIf: 9,
  Loop: 10,
  End: 15,
} as const;
export const Guard = { None: 0, Mutex: 1, RwMutex: 2, SyncMap: 3 } as const;
export const LatencyKind = {
  Normal: 0,
  Evacuating: 1,
  Growing: 2,
  ServiceTime: 3,
  Lateness: 4,
} as const;
export const PassStatus = { Running: 0, Done: 1, Stopped: 2 } as const;
