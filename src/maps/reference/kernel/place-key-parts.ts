import type { KeyPart } from '../../model/go-type/key-parts.ts';
import { PartKind } from './kernel-enums.ts';
import { keyPartLayout } from './kernel-layouts.ts';
import type { Kernel } from './kernel.ts';
import { reserveMemory } from './reserve-memory.ts';

const kinds = {
  memory: PartKind.Memory,
  float: PartKind.Float,
  string: PartKind.Text,
  interface: PartKind.Interface,
} as const;

/** Lays the parts of a key out in the memory of a kernel, where they stay; their address. */
export function placeKeyParts(
  kernel: Kernel,
  parts: readonly (KeyPart & { readonly wire?: number })[],
): number {
  const { at, bytes } = keyPartLayout;
  const size = Math.max(8, parts.length * bytes);
  const address = reserveMemory(kernel, size, 'parts of keys');
  const view = new DataView(kernel.memory.buffer, address, size);
  for (const [number, { kind, offset, bytes: length, wire = 0 }] of parts.entries()) {
    const start = number * bytes;
    view.setUint32(start + at.kind, kinds[kind], true);
    view.setUint32(start + at.offset, offset, true);
    view.setUint32(start + at.bytes, length, true);
    view.setUint32(start + at.wire, wire, true);
  }
  return address;
}
