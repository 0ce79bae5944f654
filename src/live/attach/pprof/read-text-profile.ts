import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { HeapProfile, HeapSample, ProfileFrame } from './heap-profile.ts';

/** Names functions by return addresses; `null` where nobody names them. */
export type SymbolTable = ReadonlyMap<number, string>;

interface TextSample extends Omit<HeapSample, 'runtimeCalls'> {
  /** Where the runtime's own calls return to, innermost first. */
  readonly runtimeAddresses: readonly number[];
}

/** A profile in text, whose calls inside the runtime are addresses still. */
export interface TextProfile {
  readonly rateBytes: number;
  readonly samples: readonly TextSample[];
}

const headerPattern = /^heap profile: \d+: \d+ \[\d+: \d+\] @ heap\/(\d+)$/;
const samplePattern = /^(\d+): (\d+) \[(\d+): (\d+)\] @((?: 0x[\da-f]+)*)$/;
const framePattern = /^#\t0x([\da-f]+)\t(.+?)\+0x[\da-f]+\s+(.+):(\d+)$/;

/** Whether a text begins as a heap profile does. */
export function isTextProfile(text: string): boolean {
  return text.startsWith('heap profile: ');
}

/**
 * Reads what `/debug/pprof/heap?debug=1` gives: counts that are not scaled, and all addresses.
 *
 * @throws SandboxError `input` for what is cut off or something else
 */
export function readTextProfile(text: string, where: string): TextProfile {
  const [header = '', ...lines] = text.split('\n');
  // The runtime writes twice the rate.
  const doubleRate = Number(headerPattern.exec(header)?.[1] ?? Number.NaN);
  if (Number.isNaN(doubleRate)) throw damaged(where, 1, header);
  const samples: TextSample[] = [];
  let open: { counts: readonly number[]; addresses: readonly number[]; shown: number[] } | null =
    null;
  let frames: ProfileFrame[] = [];
  const close = (): void => {
    if (open !== null) samples.push(sampleOf(open.counts, open.addresses, open.shown, frames));
    open = null;
    frames = [];
  };
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('# runtime.MemStats')) break;
    const sample = samplePattern.exec(line);
    const frame = framePattern.exec(line);
    if (sample !== null) {
      close();
      const addresses = (sample[5] ?? '').trim().split(' ').map(Number);
      open = { counts: sample.slice(1, 5).map(Number), addresses, shown: [] };
    } else if (frame !== null && open !== null) {
      const [, address = '', name = '', file = '', at = ''] = frame;
      open.shown.push(Number.parseInt(address, 16));
      frames.push({ function: name, file, line: Number(at) });
    } else if (line !== '') throw damaged(where, index + 2, line);
  }
  close();
  return { rateBytes: doubleRate / 2, samples };
}

function sampleOf(
  counts: readonly number[],
  addresses: readonly number[],
  shown: readonly number[],
  frames: readonly ProfileFrame[],
): TextSample {
  const [inUse = 0, inUseBytes = 0, allocated = 0, allocatedBytes = 0] = counts;
  // A frame is shown at the call, which lies before the address that it returns to.
  const first = addresses.findIndex((address) => address - 1 === shown[0] || address === shown[0]);
  return {
    blockBytes: allocated > 0 ? allocatedBytes / allocated : inUse > 0 ? inUseBytes / inUse : 0,
    sampledInUse: inUse,
    sampledAllocated: allocated,
    runtimeAddresses: addresses.slice(0, Math.max(0, first)),
    frames,
  };
}

/** Puts the names of functions to the addresses inside the runtime. */
export function withSymbols(
  { rateBytes, samples }: TextProfile,
  symbols: SymbolTable | null,
): HeapProfile {
  return {
    rateBytes,
    samples: samples.map(({ runtimeAddresses, ...sample }) => ({
      ...sample,
      runtimeCalls:
        symbols === null
          ? null
          : runtimeAddresses.map((address) => symbols.get(address) ?? 'runtime.unknown'),
    })),
  };
}

function damaged(where: string, line: number, text: string): SandboxError {
  return new SandboxError(
    'input',
    `cannot read ${where}: expected a line of a heap profile, got '${text.slice(0, 80)}' (line ${line})`,
  );
}
