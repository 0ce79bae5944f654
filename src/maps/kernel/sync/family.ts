// The operations of both models of a `sync.Map`, under the names by which `map/` calls them. It takes
// every key by its address, and has no walk over searches.
export { syncChains as chains, syncSlots as slots, syncStats as stats } from './figures';
export {
  setSyncSeed as setSeed,
  syncClear as clear,
  syncCreate as create,
  syncDelete as remove,
  syncFree as free,
  syncLookup as lookup,
  syncSeed as seed,
  syncStore as assign,
} from './sync-map';
