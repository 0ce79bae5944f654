import type { LoadExports } from './load-exports.ts';

/** What kernel.wasm exports. Addresses and 32-bit sizes are numbers, 64-bit values bigints. */
export interface KernelExports extends LoadExports {
  kernelVersion(): number;

  arenaInit(end: number, smallShare: number, chargedLimit: bigint, totalLimit: bigint): void;
  arenaSetLimits(chargedLimit: bigint, totalLimit: bigint): void;
  arenaAllocate(size: number, scan: number, purpose: number, end: number, force: number): number;
  arenaRelease(address: number, size: number, scan: number): void;
  arenaReserve(bytes: number): number;
  arenaUnreserve(address: number, bytes: number): void;
  arenaCounters(out: number): void;
  chargedBytes(size: number, scan: number): number;
  usableBytes(size: number, scan: number): number;

  hashKeysSet(
    keys: number,
    keying: number,
    word0: bigint,
    word1: bigint,
    word2: bigint,
    word3: bigint,
  ): void;
  hash64(key: bigint, seeded: bigint, h1: bigint): bigint;
  hash32(key: number, seeded: bigint, h1: bigint): bigint;
  hashBytes(address: number, length: number, seeded: bigint, keys: number): bigint;
}
