import { Profile } from 'pprof-format';
import { numberAt } from '../../../base/primitives/number-at.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type HeapProfile, type HeapSample, isRuntimeFunction } from './heap-profile.ts';
import { type ProfileFrame, sampledShare } from './heap-profile.ts';

/**
 * Reads a heap profile in protobuf, as `runtime/pprof` writes it. Counts in it are scaled to what was
 * not sampled; that is undone, since an error of sampling is that of the sampled ones.
 *
 * @throws SandboxError `input` for what is damaged, or a profile of something else
 */
export function readProtoProfile(bytes: Uint8Array, where: string): HeapProfile {
  const profile = decode(bytes, where);
  const text = (index: number | bigint): string => profile.stringTable.strings[Number(index)] ?? '';
  const column = (name: string): number => {
    const index = profile.sampleType.findIndex(({ type }) => text(type) === name);
    if (index !== -1) return index;
    const got = profile.sampleType.map(({ type }) => text(type)).join(', ');
    throw refusal(where, `expected a heap profile with ${name}, got one of ${got || 'nothing'}`);
  };
  const allocated = column('alloc_objects');
  const allocatedBytes = column('alloc_space');
  const inUse = column('inuse_objects');
  const rateBytes = Number(profile.period);
  const framesOf = frameReader(profile, text);
  const samples = profile.sample.map(({ value, label, locationId }): HeapSample => {
    const counts = value.map(Number);
    const size = label.find(({ key }) => text(key) === 'bytes');
    const objects = numberAt(counts, allocated);
    const mean = objects > 0 ? Math.round(numberAt(counts, allocatedBytes) / objects) : 0;
    const blockBytes = size === undefined ? mean : Number(size.num);
    const share = sampledShare(blockBytes, rateBytes);
    const frames = locationId.flatMap(framesOf);
    const first = frames.findIndex((frame) => !isRuntimeFunction(frame.function));
    return {
      blockBytes,
      sampledInUse: Math.round(numberAt(counts, inUse) * share),
      sampledAllocated: Math.round(objects * share),
      runtimeCalls: first > 0 ? frames.slice(0, first).map((frame) => frame.function) : null,
      frames: first > 0 ? frames.slice(first) : frames,
    };
  });
  return { rateBytes, samples };
}

function frameReader(
  profile: Profile,
  text: (index: number | bigint) => string,
): (location: number | bigint) => readonly ProfileFrame[] {
  const functions = new Map(profile.function.map((each) => [Number(each.id), each]));
  const locations = new Map(profile.location.map((each) => [Number(each.id), each]));
  return (id) =>
    (locations.get(Number(id))?.line ?? []).map(({ functionId, line }) => {
      const called = functions.get(Number(functionId));
      return {
        function: called === undefined ? '' : text(called.name),
        file: called === undefined ? '' : text(called.filename),
        line: Number(line),
      };
    });
}

function decode(bytes: Uint8Array, where: string): Profile {
  let profile: Profile;
  try {
    profile = Profile.decode(bytes);
  } catch (cause) {
    throw refusal(where, 'it is no profile of pprof, or is cut off', cause);
  }
  if (profile.sampleType.length === 0 || profile.stringTable.strings.length < 2)
    throw refusal(where, 'it is no profile of pprof, or is cut off');
  return profile;
}

function refusal(where: string, reason: string, cause?: unknown): SandboxError {
  return new SandboxError(
    'input',
    `cannot read ${where}: ${reason}`,
    cause === undefined ? undefined : { cause },
  );
}
