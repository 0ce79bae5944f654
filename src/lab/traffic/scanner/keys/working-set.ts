// Counts the distinct keys of each hour, or of each 100,000 operations where times are not known.
import { Key } from './key-table';

const HOUR_MS: f64 = 3_600_000;
/** Where nothing is known of time. */
const WINDOW_OPERATIONS: f64 = 100_000;

/** Windows are numbered from 1, so that no key was seen in one before it was. */
let window: u32 = 1;
/** NaN where no time is known. */
export let windowStartMs: f64 = NaN;
let startOperation: f64 = 1;
/** Keys of the window, and of those that are whole: how many, the sum and the most. */
export let windowKeys: u32 = 0;
export let wholeWindows: f64 = 0;
export let windowsSum: f64 = 0;
export let windowsMost: f64 = 0;

/** Counts an operation on a key. */
export class WorkingSet {
  @inline
  static see(key: Key, operation: f64, nowMs: f64): void {
    if (nowMs == nowMs) {
      // Not below either while no time was known.
      if (!(nowMs < windowStartMs + HOUR_MS)) reachTime(nowMs);
    } else if (operation - startOperation >= WINDOW_OPERATIONS) {
      closeWindow();
      startOperation = operation;
    }
    if (key.window == window) return;
    key.window = window;
    windowKeys++;
  }
}

function reachTime(nowMs: f64): void {
  if (windowStartMs != windowStartMs) {
    windowStartMs = nowMs;
    return;
  }
  closeWindow();
  // Hours in which nothing happened are none of traffic.
  windowStartMs += Math.floor((nowMs - windowStartMs) / HOUR_MS) * HOUR_MS;
}

function closeWindow(): void {
  wholeWindows += 1;
  windowsSum += <f64>windowKeys;
  windowsMost = max<f64>(windowsMost, <f64>windowKeys);
  windowKeys = 0;
  window++;
}
