/** What protects the maps of a pass. */
export enum Guard {
  None = 0,
  Mutex = 1,
  RwMutex = 2,
  /** A `sync.Map`, whose model has a reader/writer lock instead of locks and atomics of its own. */
  SyncMap = 3,
}
