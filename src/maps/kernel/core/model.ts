/** The designs of maps; the code of each lies in a folder of its own (`map/` chooses by it). */
export enum Model {
  Classic = 0,
  Swiss = 1,
  /** `sync.Map` of two classic maps, up to Go 1.23, and of a trie, from Go 1.24 on. */
  SyncOld = 2,
  SyncTrie = 3,
}
