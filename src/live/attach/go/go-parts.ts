import type { ElfFile } from '../proc/elf-file.ts';
import type { GoBuildInfo } from '../proc/go-build-info.ts';
import type { ProcessIdentity } from '../proc/process-identity.ts';
import type { ProcessMemory } from '../proc/process-memory.ts';
import type { CollectorCounters } from './collector/runtime-counters.ts';
import type { GoHeap } from './heap/go-heap.ts';
import type { Goroutines } from './heap/goroutine-stacks.ts';
import type { InnerTypes } from './maps/inner-types.ts';
import type { MapFamily } from './maps/map-family.ts';
import type { FunctionTable } from './program/function-table.ts';
import type { GlobalVariables } from './program/global-variables.ts';
import type { GoLayout } from './program/go-layout.ts';
import type { GoTypes } from './program/go-types.ts';

/** What was found out about a process when it was opened. */
export interface GoParts {
  readonly identity: ProcessIdentity;
  readonly info: GoBuildInfo;
  readonly elf: ElfFile;
  readonly bias: number;
  readonly memory: ProcessMemory;
  readonly layout: GoLayout;
  readonly heap: GoHeap;
  readonly goroutines: Goroutines;
  /** Whether maps are looked for on stacks, too. */
  readonly readsStacks: boolean;
  /** Types that a scan reads at most. */
  readonly typesPerScan: number;
  readonly counters: CollectorCounters;
  readonly goTypes: GoTypes;
  readonly types: InnerTypes;
  readonly family: MapFamily;
  readonly globals: GlobalVariables;
  readonly functions: FunctionTable;
}
