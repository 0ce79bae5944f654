/** Added to a version of Go: its `sync.Map` instead of its map. */
const SYNC_MAP = 256;

/** What the kernel's `mapNew` takes as the version for a map, or a `sync.Map`, of Go 1.`minor`. */
export function kernelVersion(minor: number, isSync: boolean): number {
  return isSync ? minor + SYNC_MAP : minor;
}
