// The operations of one writer, drawn one at a time: constant memory for any number of them.
import { Random } from '../hash/random';
import { forgetWalks, KeyDraw, KeySource, keySourceBytes, openKeySource } from './key-source';
import { Distribution, OpKind, Packed, Phase, phaseAt, Workload } from './workload-layout';

@unmanaged
export class OpStream {
  s0: u64;
  s1: u64;
  s2: u64;
  s3: u64;
  /** Operations left until the phase ends or one on the whole map is due. */
  left: u64;
  /** Operations of the phase behind those, and those before their end. */
  behind: u64;
  before: u64;
  insertBelow: u64;
  updateBelow: u64;
  deleteBelow: u64;
  lookupBelow: u64;
  modifyBelow: u64;
  /** Age from which a `LookupOrExpire` of the phase deletes what it meets. */
  expireAge: u64;
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

export function sourceOf(stream: OpStream): KeySource {
  return changetype<KeySource>(changetype<usize>(stream) + SOURCE_AT);
}

export function openStream(stream: OpStream, workload: Workload, writer: u32): void {
  randomOf(stream).seed(workload.seed, writer);
  stream.workload = changetype<usize>(workload);
  stream.writer = writer;
  stream.phase = 0;
  stream.left = 0;
  stream.behind = 0;
  forgetWalks(sourceOf(stream));
}

const CERTAIN: u64 = 0x100000000;

function onlyKindOf(stream: OpStream): OpKind {
  if (stream.insertBelow == CERTAIN) return OpKind.Insert;
  if (stream.updateBelow == CERTAIN && stream.insertBelow == 0) return OpKind.Update;
  if (stream.deleteBelow == CERTAIN && stream.updateBelow == 0) return OpKind.Delete;
  if (stream.lookupBelow == CERTAIN && stream.deleteBelow == 0) return OpKind.Lookup;
  if (stream.modifyBelow == CERTAIN && stream.lookupBelow == 0) return OpKind.ReadModifyWrite;
  if (stream.modifyBelow == 0) return OpKind.LookupOrExpire;
  return OpKind.End;
}

/** Opens the next phase that has operations; false when there is none. */
function openNextPhase(stream: OpStream): bool {
  const workload = changetype<Workload>(stream.workload);
  while (stream.phase < workload.phaseCount) {
    const phase = phaseAt(workload, stream.phase++);
    if (phase.operationsPerWriter == 0) continue;
    stream.behind = phase.operationsPerWriter;
    stream.before = 0;
    stream.insertBelow = phase.insertBelow;
    stream.updateBelow = phase.updateBelow;
    stream.deleteBelow = phase.deleteBelow;
    stream.lookupBelow = phase.lookupBelow;
    stream.modifyBelow = phase.modifyBelow;
    stream.expireAge = phase.expireAge;
    stream.onlyKind = onlyKindOf(stream);
    openKeySource(sourceOf(stream), workload, phase, stream.writer);
    return true;
  }
  return false;
}

/** No operation on the whole map is due: keys are drawn. */
const NONE_DUE: u64 = ~(<u64>0);

/** The operation on the whole map that the operation with this number, from 1, is; else `NONE_DUE`. */
function dueAt(phase: Phase, number: u64): u64 {
  if (isDue(phase.clearEvery, number)) return Packed.of(OpKind.Clear, 0);
  if (isDue(phase.copyEvery, number)) return Packed.of(OpKind.Copy, phase.copyHint);
  if (isDue(phase.deleteIfEvery, number)) return Packed.of(OpKind.DeleteIf, phase.deleteIfAge);
  if (!isDue(phase.iterateEvery, number)) return NONE_DUE;
  return phase.iterateStep == 0
    ? Packed.of(OpKind.Iterate, phase.iterateFirst)
    : Packed.of(OpKind.Loop, phase.iterateStep);
}

function isDue(every: u64, number: u64): bool {
  return every != 0 && number % every == 0;
}

/** Operations until the next one that is due, at most `most`. */
function untilDue(every: u64, before: u64, most: u64): u64 {
  return every == 0 ? most : min(most, every - 1 - (before % every));
}

/**
 * Goes on to where keys are drawn again. Returns an operation on the whole map that comes first,
 * `OpKind.End` behind the last operation, else `NONE_DUE`.
 */
function nextStretch(stream: OpStream): u64 {
  if (stream.behind == 0 && !openNextPhase(stream)) return OpKind.End;
  const phase = phaseAt(changetype<Workload>(stream.workload), stream.phase - 1);
  const due = dueAt(phase, stream.before + 1);
  let count = stream.behind;
  if (due != NONE_DUE) count = 1;
  else {
    count = untilDue(phase.clearEvery, stream.before, count);
    count = untilDue(phase.copyEvery, stream.before, count);
    count = untilDue(phase.deleteIfEvery, stream.before, count);
    count = untilDue(phase.iterateEvery, stream.before, count);
    stream.left = count;
  }
  stream.behind -= count;
  stream.before += count;
  return due;
}

/** The next operation, packed; `OpKind.End` behind the last one. */
export function nextOperation(stream: OpStream): u64 {
  return Operations.next(stream);
}

/** The same without a call, for the loop that draws more than all others. */
export class Operations {
  /** Whether the next operation is the first of a phase, or none is left. */
  @inline
  static isBetweenPhases(stream: OpStream): bool {
    return stream.left == 0 && stream.behind == 0;
  }

  /** How many of the next operations, at most `most`, are of one kind, on keys in a row or drawn alike. */
  @inline
  static alike(stream: OpStream, most: u32): u32 {
    if (stream.onlyKind == OpKind.End) return 0;
    if (sourceOf(stream).distribution > Distribution.Uniform) return 0;
    return <u32>min<u64>(stream.left, most);
  }

  @inline
  static next(stream: OpStream): u64 {
    if (stream.left == 0) {
      const due = nextStretch(stream);
      if (due != NONE_DUE) return due;
    }
    stream.left--;
    let kind = stream.onlyKind;
    const random = randomOf(stream);
    if (kind == OpKind.End) {
      const draw = random.next() >> 32;
      kind =
        <u32>(draw >= stream.insertBelow) +
        <u32>(draw >= stream.updateBelow) +
        <u32>(draw >= stream.deleteBelow) +
        <u32>(draw >= stream.lookupBelow) +
        <u32>(draw >= stream.modifyBelow);
    }
    return KeyDraw.of(sourceOf(stream), random, kind);
  }
}
