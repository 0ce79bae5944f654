import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** How large the heap of a Node.js process may become. */
export interface NodeHeapLimit {
  /** Of everything that survived: what most processes die of. */
  readonly oldBytes: number;
  /** Of one half of the space for new objects. */
  readonly semiSpaceBytes: number;
  /** Whether the old space is what Node.js takes for itself, or a flag says it. */
  readonly isDefault: boolean;
}

const mebibyte = 2 ** 20;
/** The young generation is reserved as three semi-spaces. */
const semiSpaces = 3;
/** Node.js takes half of the memory, at least this. */
const leastOldMiB = 256;
const mostOldMiB = 2048;
/** From so much memory on it takes up to twice as much. */
const largeMemoryMiB = 15 * 1024;

/** How much of the memory goes to a semi-space: the same from Node 20 on, but for two versions. */
const semiSpaceRules = [
  { from: 26, of: 'memory', share: 128, leastMiB: 2, mostMiB: 32 },
  { from: 24, of: 'old', share: 32, leastMiB: 1, mostMiB: 64 },
  { from: 0, of: 'old', share: 128, leastMiB: 1, mostMiB: 16 },
] as const;

/**
 * What Node.js takes for its heap in a container, and what flags make of it: the rules of V8's
 * `Heap::ConfigureHeap`, checked with `heap_size_limit` of Node 20 to 26.
 *
 * @param memoryBytes of the container, or of the machine where that has less
 * @param nodeArguments flags; those that do not touch the heap are of no interest here
 * @throws SandboxError `usage` for a flag of the heap whose value is no number of MiB
 */
export function nodeHeapLimit(
  memoryBytes: number,
  nodeMajor: number,
  nodeArguments: readonly string[] = [],
): NodeHeapLimit {
  const memoryMiB = memoryBytes / mebibyte;
  const most = memoryMiB >= largeMemoryMiB ? 2 * mostOldMiB : mostOldMiB;
  const defaultOld = Math.min(most, Math.max(leastOldMiB, memoryMiB / 2));
  const flags = heapFlags(nodeArguments);
  const semi = flags.semiMiB ?? (flags.isSmall ? 1 : defaultSemi(memoryMiB, defaultOld, nodeMajor));
  const young = semiSpaces * powerOfTwoFrom(semi);
  const old =
    flags.oldMiB ?? (flags.percentage === null ? null : (memoryMiB * flags.percentage) / 100);
  const oldMiB = old ?? (flags.heapMiB === null ? defaultOld : Math.max(1, flags.heapMiB - young));
  return {
    oldBytes: oldMiB * mebibyte,
    semiSpaceBytes: powerOfTwoFrom(semi) * mebibyte,
    isDefault: flags.oldMiB === null && flags.percentage === null && flags.heapMiB === null,
  };
}

/** What Node.js reports as `heap_size_limit`. */
export function heapSizeLimit({ oldBytes, semiSpaceBytes }: NodeHeapLimit): number {
  return oldBytes + semiSpaces * semiSpaceBytes;
}

function defaultSemi(memoryMiB: number, oldMiB: number, nodeMajor: number): number {
  const rule = semiSpaceRules.find(({ from }) => nodeMajor >= from) ?? semiSpaceRules[2];
  if (rule.of === 'old' && oldMiB <= leastOldMiB) return rule.leastMiB;
  const share = (rule.of === 'old' ? oldMiB : memoryMiB) / rule.share;
  return Math.min(rule.mostMiB, Math.max(rule.leastMiB, share));
}

interface HeapFlags {
  oldMiB: number | null;
  semiMiB: number | null;
  heapMiB: number | null;
  percentage: number | null;
  /** `--optimize-for-size` and its like keep the young generation at its smallest. */
  isSmall: boolean;
}

/** The last of a flag stands, as in V8; names may have underscores. */
function heapFlags(nodeArguments: readonly string[]): HeapFlags {
  const flags: HeapFlags = {
    oldMiB: null,
    semiMiB: null,
    heapMiB: null,
    percentage: null,
    isSmall: false,
  };
  for (const [index, argument] of nodeArguments.entries()) {
    const [, written = '', text = nodeArguments[index + 1] ?? ''] =
      /^--([\w-]+)(?:=(.*))?$/.exec(argument) ?? [];
    const name = written.replaceAll('_', '-');
    if (name === 'max-old-space-size') flags.oldMiB = numberOf(name, text);
    if (name === 'max-semi-space-size') flags.semiMiB = numberOf(name, text);
    if (name === 'max-heap-size') flags.heapMiB = numberOf(name, text);
    if (name === 'max-old-space-size-percentage') flags.percentage = numberOf(name, text);
    if (name === 'optimize-for-size' || name === 'lite-mode') flags.isSmall = true;
  }
  return flags;
}

function numberOf(name: string, text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new SandboxError(
    'usage',
    `expected --${name} to be a number above 0, got ${JSON.stringify(text)}`,
  );
}

function powerOfTwoFrom(value: number): number {
  return 2 ** Math.ceil(Math.log2(value));
}
