import type { KernelExports } from './kernel-exports.ts';

// The few parts of WebAssembly that the kernel's face uses: the types that come with Node 20 leave
// it out, and the browser's types would bring a thousand names that do not exist here.

/** A linear memory that threads share. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A compiled module; survives `postMessage`. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: 'WebAssembly.Module';
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Memory: new (descriptor: {
    initial: number;
    maximum: number;
    shared: true;
  }) => SharedMemory;
  readonly Instance: new (
    module: CompiledModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: KernelExports };
}

/** The engine's own `WebAssembly`. */
export const webAssembly: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
