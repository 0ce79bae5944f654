import { readFileSync } from 'node:fs';
import process from 'node:process';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { KernelAbort } from './kernel-abort.ts';
import { addressExports, type KernelExports } from './kernel-exports.ts';
import { webAssembly, type CompiledModule, type SharedMemory } from './web-assembly.ts';

const wasmPageBytes = 65_536;
/** One page short of 4 GiB, so that every address and the end itself fit 32 bits. */
const largestMemoryPages = 65_535;
const highestPagesOfAModule = 65_536;
/** Tables of the arena, for the largest memory, and some room for the harness's own buffers. */
const overheadBytes = 160 * 1024 * 1024;
/**
 * Small objects and arrays may each need the whole limit, and arrays a quarter more, because each
 * is placed in one piece. 4 GiB hold `ROOMY_BYTES` so; beyond, arrays get most of the space, and
 * small objects spill into it.
 */
const spacePerByte = 2.25;
const smallShareWhenTight = 0.25;
const roomyBytes = Math.floor(1.7 * 2 ** 30);

/** Most bytes that the maps of one arena may hold: what a 32-bit memory can place. */
export const largestArenaBytes: number = 3.25 * 2 ** 30;

/** One kernel instance on one shared memory. Several threads may each have one on the same memory. */
export interface Kernel {
  readonly exports: KernelExports;
  readonly memory: SharedMemory;
}

/** What tells a writer when its operations are due, and waits for it. */
export interface WriterPace {
  /** ns from the start of a run to the next operation of this writer, infinite after the last one. */
  nextArrivalNs(): number;
  /** Returns not before that moment of the kernel's clock. */
  waitUntilNs(ns: number): void;
}

/** Limits of an arena in bytes. */
export interface ArenaLimits {
  /** Bytes charged to maps by Go's size classes. @default 1.7 GiB */
  readonly chargedBytes?: number;
  /** Charged bytes plus string data and the harness's buffers in the memory. @default none */
  readonly totalBytes?: number;
}

/** `MAPSWELL_KERNEL=debug` takes the build with assertions, which only a checkout has. */
const build = process.env['MAPSWELL_KERNEL'] === 'debug' ? 'kernel-debug.wasm' : 'kernel.wasm';

let compiled: CompiledModule | undefined;

/** Where the kernel that counts lies. */
export const kernelFile: URL = new URL(`../../../../${build}`, import.meta.url);

/** The compiled kernel of this package, compiled once per thread; can be sent to a worker. */
export function kernelModule(): CompiledModule {
  compiled ??= new webAssembly.Module(readFileSync(kernelFile));
  return compiled;
}

/**
 * A memory with room for `chargedBytes`, and an arena laid out in it. Pages that no map touches
 * cost address space only, so the space is reserved at once and never grown.
 * @throws SandboxError `usage` for a limit above `largestArenaBytes`, `environment` when the address
 * space is not to be had.
 */
export function createKernel(
  limits: ArenaLimits = {},
  nowNs?: () => number,
  pace?: WriterPace,
): Kernel {
  const chargedBytes = limits.chargedBytes ?? roomyBytes;
  if (chargedBytes > largestArenaBytes)
    throw new SandboxError(
      'usage',
      `expected an arena of at most ${largestArenaBytes} bytes, got ${chargedBytes}`,
    );
  const wanted = Math.ceil((overheadBytes + spacePerByte * chargedBytes) / wasmPageBytes);
  const pages = Math.min(wanted, largestMemoryPages);
  const kernel = instantiateKernel(reserve(pages), kernelModule(), nowNs, pace);
  kernel.exports.arenaInit(
    pages * wasmPageBytes,
    chargedBytes > roomyBytes ? smallShareWhenTight : 1 / spacePerByte,
    BigInt(chargedBytes),
    BigInt(limits.totalBytes ?? 0),
  );
  return kernel;
}

/**
 * An instance on a memory that another thread laid out, or that is about to be laid out. `nowNs` is
 * its clock; threads that compare times give one that they share.
 */
export function instantiateKernel(
  memory: SharedMemory,
  module: CompiledModule = kernelModule(),
  nowNs: () => number = () => performance.now() * 1e6,
  pace: WriterPace = noPace,
): Kernel {
  const words = new Int32Array(memory.buffer);
  const assertions = new KernelAbort(memory);
  const sleepOn = (address: number, expected: number): void => {
    assertions.check();
    Atomics.wait(words, address >>> 2, expected);
  };
  const sleepFor = (address: number, expected: number, milliseconds: number): void => {
    Atomics.wait(words, address >>> 2, expected, milliseconds);
  };
  const abort: KernelAbort['fail'] = (...failure) => assertions.fail(...failure);
  const imports = { env: { memory, nowNs, sleepOn, sleepFor, abort, ...pace } };
  const instance = new webAssembly.Instance(module, imports);
  const exports = withUnsignedAddresses(instance.exports);
  return { exports, memory };
}

/** Where no rate was given, nothing arrives. */
const noPace: WriterPace = {
  nextArrivalNs: () => Number.POSITIVE_INFINITY,
  waitUntilNs: () => undefined,
};

/** WebAssembly hands 32-bit results over as signed: addresses above 2 GiB would come out negative. */
function withUnsignedAddresses(exports: KernelExports): KernelExports {
  const unsigned = addressExports.map((name) => {
    const call: (...values: never[]) => number = exports[name];
    return [name, (...values: never[]) => call(...values) >>> 0] as const;
  });
  return { ...exports, ...Object.fromEntries(unsigned) };
}

function reserve(pages: number): SharedMemory {
  try {
    return new webAssembly.Memory({
      initial: pages,
      maximum: highestPagesOfAModule,
      shared: true,
    });
  } catch (cause) {
    throw new SandboxError(
      'environment',
      `expected ${pages * wasmPageBytes} bytes of address space for the arena, got none`,
      { cause },
    );
  }
}
