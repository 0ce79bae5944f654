/** The arena's counters as the other side reads them, every one an f64. */
@unmanaged
export class ArenaRecord {
  liveBytes: f64;
  peakBytes: f64;
  totalBytes: f64;
  releasedBytes: f64;
  totalAllocations: f64;
  liveAllocations: f64;
  unchargedBytes: f64;
  refusedBytes: f64;
  refusedPurpose: f64;
  refusals: f64;
}
