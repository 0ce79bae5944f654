// The operations that every family has, under the names by which `map/` calls them.
export {
  Assign,
  swissAssign as assign,
  swissAssign32 as assign32,
  swissAssign64 as assign64,
  swissAssignBytes as assignBytes,
} from './assign';
export { swissClear as clear } from './clear';
export { swissCreate as create, swissFree as free } from './create';
export {
  swissDelete as remove,
  swissDelete32 as remove32,
  swissDelete64 as remove64,
  swissDeleteBytes as removeBytes,
} from './delete';
export { swissShape as shape, swissSlots as slots, swissStats as stats } from './inspect/figures';
export {
  FindSlot as Find,
  swissLookup as lookup,
  swissLookup32 as lookup32,
  swissLookup64 as lookup64,
  swissLookupBytes as lookupBytes,
} from './find';
export { swissRacedLookup as racedLookup } from './inspect/raced-lookup';
export { SlotKind } from './slot-kind';
export { setSwissSeed as setSeed, swissSeed as seed } from './reseed';
export { swissChains as chains, swissQuality as quality } from './inspect/walks';
export { swissPlaceHeads as placeHeads, swissPlaceSlots as placeSlots } from './touch';
