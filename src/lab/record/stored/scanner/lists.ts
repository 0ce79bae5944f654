// Histograms as lists of pairs, each a bucket and its weight, in order of the buckets. What is added up is
// added in the order in which TypeScript does, so that no sum differs in its last bit.

/** Eight of them: lines are indented. */
const BLANKS: u64 = 0x2020202020202020;

const LIST_BYTES: usize = 8;
const PAIR_BYTES: usize = 16;
const BUCKETS: u32 = 2368;
/** Digits of a weight that is read here: all such numbers are exact. */
const MOST_DIGITS: usize = 15;

/** The first lists are made here: one that is empty, two sums, and what is left of one. */
const SUM: u32 = 1;
const OTHER_SUM: u32 = 2;
const RAISED: u32 = 3;
const FIRST_READ: usize = 4;
/** Of a cell, which has three a round. */
const MOST_LISTS: usize = 1 << 13;

/** Of each list where its pairs are, and how many. */
let tableAt: usize = 0;
let pairsAt: usize = 0;
let pairsEnd: usize = 0;
let next: usize = 0;
export let lists: u32 = 0;
/** Lists that were read since the last ones were cleared. */
export let listsRead: u32 = 0;

/** How far into the bucket that `borderOf` told. */
export let borderShare: f64 = 0;
/** Of the pairs that `raise` left. */
export let weightLeft: f64 = 0;

/** Bytes for lists that take so many in all. */
export function roomOfLists(room: usize): usize {
  return LIST_BYTES * MOST_LISTS + 2 * PAIR_BYTES * BUCKETS + room;
}

export function placeLists(at: usize, room: usize): void {
  tableAt = at;
  const sums = at + LIST_BYTES * MOST_LISTS;
  setList(0, sums, 0);
  setList(SUM, sums, 0);
  setList(OTHER_SUM, sums + PAIR_BYTES * BUCKETS, 0);
  pairsAt = sums + 2 * PAIR_BYTES * BUCKETS;
  pairsEnd = pairsAt + room;
  clearLists();
}

/** Forgets the lists that were read. */
export function clearLists(): void {
  next = pairsAt;
  lists = <u32>FIRST_READ;
  listsRead = 0;
  isInList = false;
}

function setList(list: u32, at: usize, length: u32): void {
  const entry = tableAt + LIST_BYTES * list;
  store<u32>(entry, <u32>at);
  store<u32>(entry, length, 4);
}

function startOf(list: u32): usize {
  return load<u32>(tableAt + LIST_BYTES * list);
}

export function lengthOf(list: u32): u32 {
  return load<u32>(tableAt + LIST_BYTES * list, 4);
}

function endOf(list: u32): usize {
  return startOf(list) + PAIR_BYTES * lengthOf(list);
}

function bucketOf(pair: usize): i32 {
  return load<i32>(pair);
}

function weightOf(pair: usize): f64 {
  return load<f64>(pair, 8);
}

function put(pair: usize, bucket: i32, weight: f64): usize {
  store<i32>(pair, bucket);
  store<f64>(pair, weight, 8);
  return pair + PAIR_BYTES;
}

function afterBlanks(at: usize): usize {
  while (load<u64>(at) == BLANKS) at += 8;
  let code = load<u8>(at);
  while (code == 0x20 || code == 0x0a || code == 0x0d || code == 0x09) {
    at++;
    while (load<u64>(at) == BLANKS) at += 8;
    code = load<u8>(at);
  }
  return at;
}

let number: u64 = 0;

/** Reads a whole number in its plain form; 0 for anything else. */
function readNumber(at: usize): usize {
  let digit = <u32>load<u8>(at) - 0x30;
  if (digit > 9) return 0;
  const most = at + (digit == 0 ? 1 : MOST_DIGITS);
  number = 0;
  while (digit <= 9) {
    if (at == most) return 0;
    number = number * 10 + digit;
    at++;
    digit = <u32>load<u8>(at) - 0x30;
  }
  return at;
}

let first: usize = 0;
let last: i32 = -1;
/** Whether a comma comes next, or the end. */
let isBehindPair: bool = false;
let isBehindComma: bool = false;
/** Whether a list has been begun and not ended. */
export let isInList: bool = false;

/** @returns whether there is room for one more */
export function beginList(): bool {
  if (lists == <u32>MOST_LISTS) return false;
  first = next;
  last = -1;
  isBehindPair = false;
  isBehindComma = false;
  isInList = true;
  return true;
}

/** Reads a pair with a greater bucket and a weight. @returns what is behind it; 0 for anything else */
function readPair(at: usize): usize {
  at = readNumber(afterBlanks(at + 1));
  if (at == 0) return 0;
  const bucket = number;
  if (bucket >= BUCKETS || <i32>bucket <= last) return 0;
  at = afterBlanks(at);
  if (load<u8>(at) != 0x2c) return 0;
  at = readNumber(afterBlanks(at + 1));
  if (at == 0 || number == 0) return 0;
  at = afterBlanks(at);
  if (load<u8>(at) != 0x5d) return 0;
  // Without room it is as if it were wrong.
  if (next + PAIR_BYTES > pairsEnd) return 0;
  last = <i32>bucket;
  next = put(next, last, <f64>number);
  return at + 1;
}

/**
 * Reads on in the list that was begun: pairs in order. Behind the bytes are zeros, which end every loop.
 *
 * @returns what is behind it, or where it goes on with more bytes: see `isInList`
 */
export function readList(at: usize, end: usize): usize {
  for (at = afterBlanks(at); at < end; at = afterBlanks(at)) {
    const code = load<u8>(at);
    if (isBehindPair && code == 0x2c) {
      isBehindPair = false;
      isBehindComma = true;
      at++;
    } else if (code == 0x5d && !isBehindComma) {
      setList(lists, first, <u32>((next - first) / PAIR_BYTES));
      lists++;
      listsRead++;
      isInList = false;
      return at + 1;
    } else {
      const behind = code == 0x5b && !isBehindPair ? readPair(at) : 0;
      // Wrong, or cut off here.
      if (behind == 0) return at;
      at = behind;
      isBehindPair = true;
      isBehindComma = false;
    }
  }
  return at;
}

/**
 * The list of both together: one of them where the other is empty.
 *
 * @param a 0, a sum, or one that was read
 * @param b one that was read
 */
export function add(a: u32, b: u32): u32 {
  if (lengthOf(a) == 0) return b;
  if (lengthOf(b) == 0) return a;
  const sum = a == SUM ? OTHER_SUM : SUM;
  let to = startOf(sum);
  let own = startOf(a);
  const ownEnd = endOf(a);
  const end = endOf(b);
  for (let pair = startOf(b); pair < end; pair += PAIR_BYTES) {
    const bucket = bucketOf(pair);
    for (; own < ownEnd && bucketOf(own) < bucket; own += PAIR_BYTES)
      to = put(to, bucketOf(own), weightOf(own));
    if (own < ownEnd && bucketOf(own) == bucket) {
      to = put(to, bucket, weightOf(own) + weightOf(pair));
      own += PAIR_BYTES;
    } else to = put(to, bucket, weightOf(pair));
  }
  for (; own < ownEnd; own += PAIR_BYTES) to = put(to, bucketOf(own), weightOf(own));
  setList(sum, startOf(sum), <u32>((to - startOf(sum)) / PAIR_BYTES));
  return sum;
}

/** The bucket with which the weights, added to what was seen, reach what is wanted; -1 where they do not. */
export function reaching(list: u32, seen: f64, wanted: f64): i32 {
  const end = endOf(list);
  for (let pair = startOf(list); pair < end; pair += PAIR_BYTES) {
    seen += weightOf(pair);
    if (seen >= wanted) return bucketOf(pair);
  }
  return -1;
}

/** The bucket down to which the last pairs have this weight: see `borderShare`. */
export function borderOf(list: u32, weight: f64): i32 {
  const start = startOf(list);
  for (let pair = endOf(list); pair > start;) {
    pair -= PAIR_BYTES;
    const own = weightOf(pair);
    if (own >= weight) {
      borderShare = weight / own;
      return bucketOf(pair);
    }
    weight -= own;
  }
  borderShare = 1;
  return 0;
}

/** The weight from a bucket on, of which only a share counts. */
export function weightFrom(list: u32, bucket: i32, share: f64): f64 {
  const start = startOf(list);
  let weight: f64 = 0;
  for (let pair = endOf(list); pair > start;) {
    pair -= PAIR_BYTES;
    if (bucketOf(pair) < bucket) break;
    weight += weightOf(pair) * (bucketOf(pair) == bucket ? share : 1);
  }
  return weight;
}

function lowOf(bucket: i32): f64 {
  if (bucket < 128) return <f64>bucket;
  const shift = bucket / 64 - 1;
  return <f64>((<u64>(bucket - shift * 64)) << shift);
}

/** The pairs of the buckets that begin at a value or above: see `weightLeft`. */
export function raise(list: u32, leastNs: f64): u32 {
  const end = endOf(list);
  let pair = startOf(list);
  while (pair < end && lowOf(bucketOf(pair)) < leastNs) pair += PAIR_BYTES;
  setList(RAISED, pair, <u32>((end - pair) / PAIR_BYTES));
  weightLeft = 0;
  for (; pair < end; pair += PAIR_BYTES) weightLeft += weightOf(pair);
  return RAISED;
}
