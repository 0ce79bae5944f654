import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/**
 * Reads a list of CPUs such as `0-1,3`, as the kernel writes it. Sorted, without repeats.
 *
 * @throws SandboxError `usage` if it is no such list.
 */
export function parseCpuList(text: string): readonly number[] {
  const cpus = new Set<number>();
  for (const part of text.trim().split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (match === null || last < first) {
      throw new SandboxError('usage', `expected a list of CPUs such as 0-1,3, got "${text}"`);
    }
    for (let cpu = first; cpu <= last; cpu += 1) cpus.add(cpu);
  }
  return [...cpus].toSorted((left, right) => left - right);
}

/** Writes CPUs as the kernel does: `[0, 1, 3]` is `0-1,3`. */
export function formatCpuList(cpus: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const cpu of cpus.toSorted((left, right) => left - right)) {
    const range = ranges.at(-1);
    if (range !== undefined && cpu === range[1] + 1) range[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(',');
}
