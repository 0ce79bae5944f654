import { defined } from '../../base/primitives/defined.ts';
import { replayRecording } from '../../maps/golden/replay-recording.ts';
import { pause } from '../../base/primitives/pause.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { runProgram } from '../sandbox/program/run-program.ts';
import { buildGoProgram, type GoBuild } from '../subjects/go/build-go-program.ts';
import { FieldTally } from './field-tally.ts';
import { type RecordedWorkload, recordedWorkloads } from './recorded-workloads.ts';
import type { ComparedField, VerifyListener } from './verification.ts';

/** What the fields of a recording mean. */
const fieldTitles: Readonly<Record<string, string>> = {
  c: 'entries',
  B: 'buckets',
  f: 'flags',
  nov: 'overflow buckets, as the runtime counts them',
  nev: 'buckets evacuated',
  g: 'growing',
  h0: 'hash seed between reseeds',
  seed: 'hash seed between reseeds',
  free: 'spare overflow buckets',
  ol: 'overflow buckets listed',
  oc: 'capacity of the overflow list',
  ool: 'overflow buckets of the old table',
  dl: 'directory entries',
  gd: 'directory depth',
  tp: 'tombstones possible',
  cs: 'clears',
  nt: 'tables',
  cap: 'slots',
  gl: 'entries until growth',
  ta: 'bytes allocated',
  m: 'allocations',
  s: 'table memory',
  v: 'entries visited, in order',
};

/** Package reflect keeps the runtime's iterator in its own from here on. */
const firstWithIterators = 18;

const recordTimeLimitMs = 120_000;

/**
 * Lets the real map of a Go toolchain perform every workload under the portable hash, and the
 * reference map of that version after it with the same hash key and seeds: after every operation
 * all must be the same.
 *
 * @throws SandboxError `environment` when the recorder does not build or fails
 */
export async function verifyRecordings(
  build: GoBuild,
  onDoing: VerifyListener,
): Promise<readonly ComparedField[]> {
  const { version } = build.go;
  onDoing(`building the recorder with ${version}`);
  const recorder = await buildGoProgram({ name: 'record' }, build);
  const tally = new FieldTally(`${version}, operation by operation`);
  for (const workload of recordedWorkloads) {
    if (workload.hasLoops === true && build.go.minor < firstWithIterators) continue;
    onDoing(`recording ${workload.name} in ${version}`);
    const recording = await record(recorder, workload, build);
    await pause(build.signal);
    replayRecording(recording, (field, mismatch) => {
      if (field === 'op') return;
      const difference =
        mismatch === null
          ? null
          : `${workload.name}, record ${mismatch.record}: real ${mismatch.recorded}, model ${mismatch.replayed}`;
      tally.add(fieldTitles[field] ?? field, difference);
    });
  }
  return tally.fields();
}

async function record(
  recorder: string,
  { name, hint, digestEvery, operations }: RecordedWorkload,
  { env, signal }: GoBuild,
): Promise<Buffer> {
  const { exitCode, stdout, stderrTail } = await runProgram({
    program: recorder,
    arguments: [],
    // The portable hash can be repeated elsewhere; without GC and threads only the map allocates.
    env: { ...env, GODEBUG: 'cpu.aes=off', GOGC: 'off', GOMAXPROCS: '1' },
    input: [`${hint} ${digestEvery}`, ...operations, ''].join('\n'),
    timeLimitMs: recordTimeLimitMs,
    ...defined({ signal }),
  });
  if (exitCode === 0) return stdout;
  throw new SandboxError(
    'environment',
    `expected the recorder to record ${name}, got exit code ${exitCode}: ${stderrTail.slice(-500)}`,
  );
}
