import { readFileSync } from 'node:fs';
import { SandboxError } from '../primitives/sandbox-error.ts';
import type { KernelExports } from './kernel-exports.ts';
import { webAssembly, type CompiledModule, type SharedMemory } from './web-assembly.ts';

const WASM_PAGE_BYTES = 65_536;
/** One page short of 4 GiB, so that every address and the end itself fit 32 bits. */
const LARGEST_MEMORY_PAGES = 65_535;
const HIGHEST_PAGES_OF_A_MODULE = 65_536;
/** Tables of the arena, for the largest memory, and some room for the harness's own buffers. */
const OVERHEAD_BYTES = 160 * 1024 * 1024;
const INTERFACE_VERSION = 1;

/** One kernel instance on one shared memory. Several threads may each have one on the same memory. */
export interface Kernel {
  readonly exports: KernelExports;
  readonly memory: SharedMemory;
}

/** Limits of an arena in bytes; both are absent by default, then only the address space limits. */
export interface ArenaLimits {
  /** Bytes charged to maps by Go's size classes. */
  readonly chargedBytes?: number;
  /** Charged bytes plus string data and the harness's buffers in the memory. */
  readonly totalBytes?: number;
}

let compiled: CompiledModule | undefined;

/** The compiled kernel of this package, compiled once per thread; can be sent to a worker. */
export function kernelModule(): CompiledModule {
  compiled ??= new webAssembly.Module(readFileSync(new URL('../../kernel.wasm', import.meta.url)));
  return compiled;
}

/**
 * A memory with room for `chargedBytes`, and an arena laid out in it. Pages that no map touches
 * cost address space only, so the space is reserved at once and never grown.
 * @throws SandboxError `environment` when the address space is not to be had.
 */
export function createKernel(limits: ArenaLimits = {}): Kernel {
  const space = arenaSpace(limits);
  const kernel = instantiateKernel(reserve(space.pages));
  kernel.exports.arenaInit(
    space.pages * WASM_PAGE_BYTES,
    space.smallShare,
    BigInt(limits.chargedBytes ?? 0),
    BigInt(limits.totalBytes ?? 0),
  );
  return kernel;
}

/** An instance on a memory that another thread laid out, or that is about to be laid out. */
export function instantiateKernel(
  memory: SharedMemory,
  module: CompiledModule = kernelModule(),
): Kernel {
  const imports = { env: { memory, nowNs: () => performance.now() * 1e6 } };
  const instance = new webAssembly.Instance(module, imports);
  const { exports } = instance;
  const version = exports.kernelVersion();
  if (version !== INTERFACE_VERSION)
    throw new SandboxError(
      'internal',
      `expected kernel.wasm to speak interface ${INTERFACE_VERSION}, got ${version}; run npm run build`,
    );
  return { exports, memory };
}

/**
 * Small objects and arrays may each need the whole limit, and arrays a quarter more, because they
 * are placed in one piece. A limit beyond what 4 GiB can hold twice shares what there is.
 */
function arenaSpace(limits: ArenaLimits): { pages: number; smallShare: number } {
  const limit = limits.chargedBytes ?? Number.POSITIVE_INFINITY;
  const pages = Math.ceil((OVERHEAD_BYTES + 2.25 * limit) / WASM_PAGE_BYTES);
  if (pages <= LARGEST_MEMORY_PAGES) return { pages, smallShare: 1 / 2.25 };
  return { pages: LARGEST_MEMORY_PAGES, smallShare: limit < 2 ** 31 ? 0.45 : 0.25 };
}

function reserve(pages: number): SharedMemory {
  try {
    return new webAssembly.Memory({
      initial: pages,
      maximum: HIGHEST_PAGES_OF_A_MODULE,
      shared: true,
    });
  } catch (cause) {
    throw new SandboxError(
      'environment',
      `expected ${pages * WASM_PAGE_BYTES} bytes of address space for the arena, got none`,
      { cause },
    );
  }
}
