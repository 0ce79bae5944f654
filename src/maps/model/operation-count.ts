/** Operations begun on a map, or on all shards of one together. */
export class OperationCount {
  value = 0;
}
