import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { ElfFile } from '../proc/elf-file.ts';
import { readGoBuildInfo } from '../proc/go-build-info.ts';
import { loadBias } from '../proc/load-bias.ts';
import type { ProcessIdentity } from '../proc/process-identity.ts';
import { ProcessMemory, type ReadListener } from '../proc/process-memory.ts';
import { CollectorCounters } from './collector/runtime-counters.ts';
import { GoAttachment } from './go-attachment.ts';
import { GoHeap } from './heap/go-heap.ts';
import { Goroutines } from './heap/goroutine-stacks.ts';
import { familyOf } from './maps/map-family.ts';
import { InnerTypes } from './maps/inner-types.ts';
import { mostTypesRead } from './maps/read-types.ts';
import { FunctionTable } from './program/function-table.ts';
import { GlobalVariables } from './program/global-variables.ts';
import { goLayoutFor } from './program/go-layout.ts';
import { GoTypes } from './program/go-types.ts';
import { readModules } from './program/module-data.ts';

/** How to look at a Go process. */
export interface GoAttachOptions {
  /** Hears of every read of its memory. */
  readonly onRead?: ReadListener;
  /** Looks for maps on the stacks of goroutines, too: then all that these have in use is read. */
  readonly readsStacks?: boolean;
  /** Types that a scan reads, see `readTypes`. @default `mostTypesRead` */
  readonly typesPerScan?: number;
}

/**
 * Attaches to a running Go program: reads its memory from outside, and never stops, signals or writes
 * to it. Everything is checked before anything is reported.
 *
 * @throws SandboxError `input` if it is no Go program, or one whose layout is not known or does not
 *   fit; `environment` if its memory may not be read
 */
export function openGoProcess(
  identity: ProcessIdentity,
  options: GoAttachOptions = {},
): GoAttachment {
  const { pid } = identity;
  const elf = new ElfFile(`/proc/${pid}/exe`);
  let memory: ProcessMemory | null = null;
  try {
    const info = readGoBuildInfo(elf);
    if (info === null) {
      throw new SandboxError(
        'input',
        `expected process ${pid} to run a Go program (built by Go 1.18 or later), got ${identity.executable}`,
      );
    }
    const layout = goLayoutFor(info, elf.machine);
    memory = new ProcessMemory(pid, options.onRead ?? null);
    const bias = loadBias(pid, elf);
    const modules = readModules(elf, bias, memory, layout);
    const [program] = modules;
    if (program === undefined) throw new Error('readModules gives one at least');
    const heap = new GoHeap(elf, bias, program, memory, layout);
    const types = new GoTypes(modules, memory, layout);
    const machine = elf.machine === 'arm64' ? 'arm64' : 'amd64';
    const functions = new FunctionTable(program, memory, layout, machine);
    return new GoAttachment({
      identity,
      info,
      elf,
      bias,
      memory,
      layout,
      heap,
      goroutines: new Goroutines(elf, bias, program, memory, layout),
      readsStacks: options.readsStacks ?? false,
      typesPerScan: options.typesPerScan ?? mostTypesRead,
      functions,
      counters: new CollectorCounters(elf, bias, program, memory, layout, heap),
      goTypes: types,
      types: new InnerTypes(types, layout.hasMallocHeaders, functions.has('reflect.MapOf')),
      family: familyOf(layout, types.mapTypes),
      globals: new GlobalVariables(elf, bias, modules, memory),
    });
  } catch (error) {
    memory?.close();
    elf.close();
    throw error;
  }
}
