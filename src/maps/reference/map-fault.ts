import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { Kernel } from './kernel/kernel.ts';

const purposes = [
  'other memory',
  'a new map',
  'the new table of a growth',
  'an overflow bucket',
  'an entry',
  'string bytes',
] as const;

/** What memory was asked for when it was refused. */
export type AllocationPurpose = (typeof purposes)[number];

/**
 * The check that saw a race: another writer's flag on entry, the own flag gone on exit, or a small
 * Swiss map that counts fewer entries than its full group has.
 */
export type RaceRule = 'entry' | 'exit' | 'no-empty-slot';

const raceRules: readonly RaceRule[] = ['entry', 'entry', 'exit', 'no-empty-slot'];

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
  const { exports } = kernel;
  const fault = exports.mapFault(map);
  const operation = Number(exports.mapFaultOperation(map));
  if (fault === 0) return null;
  if (fault === 1)
    return {
      kind: 'out-of-memory',
      operation,
      bytesAsked: Number(exports.mapRefusedBytes(map)),
      purpose: purposes[exports.mapRefusedPurpose(map)] ?? 'other memory',
    };
  return {
    kind: fault === 2 ? 'concurrent-map-writes' : 'concurrent-map-read-and-map-write',
    operation,
    rule: raceRules[exports.mapFaultRule(map)] ?? 'entry',
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
