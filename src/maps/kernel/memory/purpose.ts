/** Why memory was asked for; named in refusals. */
export enum Purpose {
  Other = 0,
  NewMap = 1,
  Growth = 2,
  OverflowBucket = 3,
  Entry = 4,
  String = 5,
}
