import type { WriterSchedule } from './writer-pace.ts';
import type { CompiledModule, SharedMemory } from '../../../maps/reference/kernel/web-assembly.ts';

/** What a writer thread is given. */
export interface WriterData {
  readonly module: CompiledModule;
  readonly memory: SharedMemory;
  /** See `sharedClock`. */
  readonly originNs: bigint;
  readonly pass: number;
  readonly writer: number;
  /** Whether nothing protects the map: then a corrupted one may throw a writer out of the kernel. */
  readonly isRacing: boolean;
  /** When operations arrive; `null` = each writer is as fast as it can be. */
  readonly schedule: WriterSchedule | null;
}

/** What a writer thread says. */
export type WriterMessage =
  { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly message: string };
