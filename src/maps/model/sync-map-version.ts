/** Added to a version of Go: its `sync.Map` instead of its map. */
const SYNC_MAP = 256;

/** What the kernel's `mapNew` takes as the version for the `sync.Map` of Go 1.`minor`. */
export function syncMapVersion(minor: number): number {
  return minor + SYNC_MAP;
}
