import { numberAt } from '../../../../base/primitives/number-at.ts';
import type { ElfMachine } from '../../proc/elf-file.ts';

/**
 * Where in a function a probe costs least, in bytes from its start. Go functions begin with a look at
 * the room on the stack and a jump. The kernel must single-step the comparison, which traps twice, but
 * emulates the `push` behind the jump, where arguments are still in their registers. A jump that is
 * taken begins the function anew, so that a probe before it would count twice.
 */
export function probeSite(machine: ElfMachine, code: Buffer): number {
  return machine === 'arm64' ? arm64Site(code) : amd64Site(code);
}

/** Bytes of a function that are looked at. */
export const prologueBytes = 32;

/** `cmp 0x10(%r14),%rsp`. */
const compareStack = [0x49, 0x3b, 0x66, 0x10];
/** `lea -N(%rsp),%r12` with 1 or 4 bytes of N, then `cmp 0x10(%r14),%r12`. */
const nearLea = [0x4c, 0x8d, 0x64, 0x24];
const farLea = [0x4c, 0x8d, 0xa4, 0x24];
const compareR12 = [0x4d, 0x3b, 0x66, 0x10];
const shortJump = 0x76;
const longJump = [0x0f, 0x86];

function amd64Site(code: Buffer): number {
  const compared = begins(code, 0, compareStack)
    ? compareStack.length
    : begins(code, 0, nearLea) && begins(code, 5, compareR12)
      ? 9
      : begins(code, 0, farLea) && begins(code, 8, compareR12)
        ? 12
        : 0;
  if (compared === 0) return 0;
  if (code[compared] === shortJump) return compared + 2;
  return begins(code, compared, longJump) ? compared + 6 : 0;
}

/** `ldr x16, [x28, #16]`, `cmp sp, x16`. */
const loadLimit = 0xf940_0b90;
const compareLimit = 0xeb30_63ff;
/** `b.ls`: 0x54 in the highest byte, 9 in the lowest four bits; the kernel emulates it. */
const conditionalBranch = 0x54;
const lowerOrSame = 9;

function arm64Site(code: Buffer): number {
  const isBranch = code[11] === conditionalBranch && (numberAt(code, 8) & 15) === lowerOrSame;
  const isKnown = code.readUInt32LE(0) === loadLimit && code.readUInt32LE(4) === compareLimit;
  return isKnown && isBranch ? 8 : 0;
}

function begins(code: Buffer, at: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => code[at + index] === byte);
}
