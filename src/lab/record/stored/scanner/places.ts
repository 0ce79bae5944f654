// Where in a record a list or an object is, as far as that matters.

/** As deep as any JSON may be. */
export const MOST_DEPTH: i32 = 200;

export enum Place {
  NONE,
  WRONG,
  RECORD,
  CELLS,
  CELL,
  EXACT,
  PROCESS,
  COUNTS,
  ROUNDS,
  ROUND,
  MEASUREMENT,
  LATENCY,
  HISTOGRAM,
  PAIRS,
}

const CELLS_KEY: u64 = 0x736c6c6563; // cells
const EXACT_KEY: u64 = 0x7463617865; // exact
const ROUNDS_KEY: u64 = 0x73646e756f72; // rounds
const COUNTS_KEY: u64 = 0x73746e756f63; // counts
const LATENCY_KEY: u64 = 0x79636e6574616c; // latency
const NORMAL_KEY: u64 = 0x6c616d726f6e; // normal
const GROWING_KEY: u64 = 0x676e69776f7267; // growing
const MEASUREMENT_START: u64 = 0x6572757361656d22; // "measure
const MEASUREMENT_END: u64 = 0x22746e656d657275; // urement"
const EVACUATING_START: u64 = 0x7461756361766522; // "evacuat
const EVACUATING_END: u64 = 0x22676e6974617563; // cuating"

/** What a key names in an object. @param at its quotes */
export function slotOf(place: Place, at: usize, end: usize): Place {
  const length = end - at - 2;
  if (length < 5) return Place.NONE;
  if (length > 7) {
    if (place == Place.ROUND)
      return length == 11 &&
        load<u64>(at) == MEASUREMENT_START &&
        load<u64>(end - 8) == MEASUREMENT_END
        ? Place.MEASUREMENT
        : Place.NONE;
    if (place == Place.LATENCY)
      return length == 10 &&
        load<u64>(at) == EVACUATING_START &&
        load<u64>(end - 8) == EVACUATING_END
        ? Place.HISTOGRAM
        : Place.NONE;
    return Place.NONE;
  }
  const key = load<u64>(at + 1) & (((<u64>1) << ((<u64>length) << 3)) - 1);
  switch (place) {
    case Place.RECORD:
      return key == CELLS_KEY ? Place.CELLS : Place.NONE;
    case Place.CELL:
      return key == EXACT_KEY ? Place.EXACT : key == ROUNDS_KEY ? Place.ROUNDS : Place.NONE;
    case Place.PROCESS:
      return key == COUNTS_KEY ? Place.COUNTS : Place.NONE;
    case Place.MEASUREMENT:
      return key == LATENCY_KEY ? Place.LATENCY : Place.NONE;
    case Place.LATENCY:
      return key == NORMAL_KEY || key == GROWING_KEY ? Place.HISTOGRAM : Place.NONE;
    case Place.HISTOGRAM:
      return key == COUNTS_KEY ? Place.PAIRS : Place.NONE;
    default:
      return Place.NONE;
  }
}

/** Whether a value of a certain kind must stand there: a number would be taken for the place of a part. */
export function isMatched(slot: Place): bool {
  return slot == Place.CELLS || slot == Place.COUNTS || slot == Place.PAIRS;
}

/** Where one is that begins here. */
export function childOf(isRoot: bool, around: Place, slot: Place, bracket: u8): Place {
  const isObject = bracket == 0x7b;
  if (isRoot) return isObject ? Place.RECORD : Place.WRONG;
  switch (slot) {
    case Place.CELLS:
    case Place.PAIRS:
      return isObject ? Place.WRONG : slot;
    case Place.COUNTS:
      return isObject ? slot : Place.WRONG;
    case Place.EXACT:
    case Place.ROUNDS:
      return isObject ? Place.NONE : slot;
    case Place.NONE:
      break;
    default:
      return isObject ? slot : Place.NONE;
  }
  if (around == Place.CELLS) return isObject ? Place.CELL : Place.WRONG;
  if (!isObject) return Place.NONE;
  if (around == Place.EXACT) return Place.PROCESS;
  return around == Place.ROUNDS ? Place.ROUND : Place.NONE;
}
