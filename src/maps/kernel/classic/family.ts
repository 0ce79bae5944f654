// The operations that every family has, under the names by which `map/` calls them.
export {
  Assign,
  classicAssign as assign,
  classicAssign32 as assign32,
  classicAssign64 as assign64,
  classicAssignBytes as assignBytes,
} from './assign';
export { classicClear as clear } from './clear';
export { classicCreate as create, classicFree as free } from './create';
export {
  classicDelete as remove,
  classicDelete32 as remove32,
  classicDelete64 as remove64,
  classicDeleteBytes as removeBytes,
} from './delete';
export {
  classicShape as shape,
  classicSlots as slots,
  classicStats as stats,
} from './inspect/figures';
export {
  Find,
  classicLookup as lookup,
  classicLookup32 as lookup32,
  classicLookup64 as lookup64,
  classicLookupBytes as lookupBytes,
} from './find';
export { classicRacedLookup as racedLookup } from './inspect/raced-lookup';
export { classicSeed as seed, setSeed } from './reseed';
export { classicChains as chains, classicQuality as quality } from './inspect/walks';
export {
  classicPlaceHeads as placeHeads,
  classicPlaceSlots as placeSlots,
  classicTouchMoves as touchMoves,
} from './touch';
