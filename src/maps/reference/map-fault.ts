import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { Fault, Purpose, RaceRule as KernelRaceRule } from './kernel/kernel-enums.ts';
import { faultLayout } from './kernel/kernel-layouts.ts';
import type { Kernel } from './kernel/kernel.ts';
import { namesByNumber } from './kernel/names-by-number.ts';

/** What memory was asked for when it was refused. */
export type AllocationPurpose =
  | 'other memory'
  | 'a new map'
  | 'the new table of a growth'
  | 'an overflow bucket'
  | 'an entry'
  | 'string bytes';

const purposes = namesByNumber<keyof typeof Purpose, AllocationPurpose>(Purpose, {
  Other: 'other memory',
  NewMap: 'a new map',
  Growth: 'the new table of a growth',
  OverflowBucket: 'an overflow bucket',
  Entry: 'an entry',
  String: 'string bytes',
});

/**
 * The check that saw a race: another writer's flag on entry, the own flag gone on exit, or a small
 * Swiss map that counts fewer entries than its full group has.
 */
export type RaceRule = 'entry' | 'exit' | 'no-empty-slot';

const raceRules = namesByNumber<keyof typeof KernelRaceRule, RaceRule>(KernelRaceRule, {
  None: 'entry',
  Entry: 'entry',
  Exit: 'exit',
  NoEmptySlot: 'no-empty-slot',
});

/** How an operation failed inside the kernel. */
export type MapFault =
  | {
      readonly kind: 'out-of-memory';
      /** 1-based operation that was refused, bytes it asked for, and why. */
      readonly operation: number;
      readonly bytesAsked: number;
      readonly purpose: AllocationPurpose;
    }
  | {
      readonly kind: 'concurrent-map-writes' | 'concurrent-map-read-and-map-write';
      readonly operation: number;
      readonly rule: RaceRule;
    };

/** The last fault of a map, or `null`. */
export function readMapFault(kernel: Kernel, map: number): MapFault | null {
  const { at, bytes } = faultLayout;
  const record = new DataView(kernel.memory.buffer, kernel.exports.mapFaults(map), bytes);
  const fault = record.getUint32(at.fault, true);
  const operation = Number(record.getBigUint64(at.operation, true));
  if (fault === Fault.None) return null;
  if (fault === Fault.OutOfMemory)
    return {
      kind: 'out-of-memory',
      operation,
      bytesAsked: Number(record.getBigUint64(at.refusedBytes, true)),
      purpose: purposes[record.getUint32(at.refusedPurpose, true)] ?? 'other memory',
    };
  return {
    kind:
      fault === Fault.ConcurrentWrites
        ? 'concurrent-map-writes'
        : 'concurrent-map-read-and-map-write',
    operation,
    rule: raceRules[record.getUint32(at.rule, true)] ?? 'entry',
  };
}

/** An insert that its map's memory limit does not allow. The map is as it was before. */
export class MapOutOfMemoryError extends SandboxError {
  readonly operation: number;
  readonly entries: number;
  readonly bytesHeld: number;
  readonly bytesAsked: number;
  readonly purpose: AllocationPurpose;

  constructor(
    fault: Extract<MapFault, { kind: 'out-of-memory' }>,
    entries: number,
    bytesHeld: number,
  ) {
    super(
      'environment',
      `out of memory at insert ${entries + 1} (operation ${fault.operation}): ` +
        `${fault.bytesAsked} bytes for ${fault.purpose} do not fit beside the ${bytesHeld} bytes held`,
    );
    this.name = 'MapOutOfMemoryError';
    this.operation = fault.operation;
    this.entries = entries;
    this.bytesHeld = bytesHeld;
    this.bytesAsked = fault.bytesAsked;
    this.purpose = fault.purpose;
  }
}
