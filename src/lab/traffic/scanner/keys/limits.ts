// When no more is to be read before what was read is performed.
import { blockLength } from './block';
import { nowMs, operations } from './operations';

let blockMost: u32 = u32.MAX_VALUE;
let operationsMost: f64 = Infinity;
let untilMs: f64 = Infinity;

/**
 * Reading ends behind the operation with which the block is so long, so many operations were recorded, or a
 * later time is reached.
 */
export function setLimits(block: u32, recorded: f64, timeMs: f64): void {
  blockMost = block;
  operationsMost = recorded;
  untilMs = timeMs;
}

/** Whether no operation more is to be taken at all. */
export function isWhole(): bool {
  return operations >= operationsMost;
}

/** Whether the block is as long as it may be. */
export function isFull(): bool {
  return blockLength >= blockMost;
}

/** Whether so many operations more may be enough but for the length of the block. */
export function isNearEnd(more: u32): bool {
  return operations + <f64>more >= operationsMost || untilMs < Infinity;
}

export function isEnough(): bool {
  return isFull() || isWhole() || nowMs > untilMs;
}
