// The operations of one writer, drawn one at a time: constant memory for any number of them.
import { Random } from '../hash/random';
import { drawKey, KeySource, keySourceBytes, openKeySource } from './key-source';
import { OpKind, phaseAt, Workload } from './workload-layout';

@unmanaged
export class OpStream {
  s0: u64;
  s1: u64;
  s2: u64;
  s3: u64;
  /** Operations left in the current phase. */
  left: u64;
  insertBelow: u64;
  updateBelow: u64;
  deleteBelow: u64;
  workload: usize;
  writer: u32;
  /** The next phase to open. */
  phase: u32;
  /** The kind where a phase has only one, else `OpKind.End`. */
  onlyKind: OpKind;
}

/** The key source lies behind the stream's own fields. */
const SOURCE_AT: usize = (offsetof<OpStream>() + 7) & ~7;

/** Bytes that one stream takes. */
export function opStreamBytes(): usize {
  return SOURCE_AT + keySourceBytes();
}

function randomOf(stream: OpStream): Random {
  return changetype<Random>(changetype<usize>(stream));
}

function sourceOf(stream: OpStream): KeySource {
  return changetype<KeySource>(changetype<usize>(stream) + SOURCE_AT);
}

export function openStream(stream: OpStream, workload: Workload, writer: u32): void {
  randomOf(stream).seed(workload.seed, writer);
  stream.workload = changetype<usize>(workload);
  stream.writer = writer;
  stream.phase = 0;
  stream.left = 0;
}

const CERTAIN: u64 = 0x100000000;

function onlyKindOf(stream: OpStream): OpKind {
  if (stream.insertBelow == CERTAIN) return OpKind.Insert;
  if (stream.updateBelow == CERTAIN && stream.insertBelow == 0) return OpKind.Update;
  if (stream.deleteBelow == CERTAIN && stream.updateBelow == 0) return OpKind.Delete;
  if (stream.deleteBelow == 0) return OpKind.Lookup;
  return OpKind.End;
}

/** Opens the next phase that has operations; false when there is none. */
function openNextPhase(stream: OpStream): bool {
  const workload = changetype<Workload>(stream.workload);
  while (stream.phase < workload.phaseCount) {
    const phase = phaseAt(workload, stream.phase++);
    if (phase.operationsPerWriter == 0) continue;
    stream.left = phase.operationsPerWriter;
    stream.insertBelow = phase.insertBelow;
    stream.updateBelow = phase.updateBelow;
    stream.deleteBelow = phase.deleteBelow;
    stream.onlyKind = onlyKindOf(stream);
    openKeySource(sourceOf(stream), workload, phase, stream.writer);
    return true;
  }
  return false;
}

/** The next operation as (index << 3) | kind; `OpKind.End` behind the last one. */
export function nextOperation(stream: OpStream): u64 {
  if (stream.left == 0 && !openNextPhase(stream)) return OpKind.End;
  stream.left--;
  let kind = stream.onlyKind;
  const random = randomOf(stream);
  if (kind == OpKind.End) {
    const draw = random.next() >> 32;
    kind =
      <u32>(draw >= stream.insertBelow) +
      <u32>(draw >= stream.updateBelow) +
      <u32>(draw >= stream.deleteBelow);
  }
  return drawKey(sourceOf(stream), random, kind);
}
