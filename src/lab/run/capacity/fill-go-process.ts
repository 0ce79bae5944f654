import { literal, number, object, string, union } from 'zod';
import { parseGoKeyType, parseGoType } from '../../../maps/model/parse-go-type.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { type ChildResult, runChild } from '../../sandbox/child/start-child.ts';
import { buildGoProgram } from '../../subjects/go/build-go-program.ts';
import { fillTypesFile } from '../../subjects/go/fill-types-file.ts';
import type { GoToolchain } from '../../subjects/go/go-toolchain.ts';
import type { CapacityRequest, FillPoint, GoSettings, MeasuredGoFill } from './capacity.ts';
import { layoutOf } from './fill-cell.ts';

const timeLimitMs = 300_000;
/** Points of the line from nothing to where the map alone would end. */
const steps = 512;

const stateSchema = object({
  kind: union([literal('fill'), literal('filled')]),
  entries: number(),
  rssBytes: number(),
  version: string(),
});

/** One real process to fill a map in. */
export interface GoFillCase {
  readonly go: GoToolchain;
  readonly settings: GoSettings;
  /** Keys to insert at most. */
  readonly entries: number;
  readonly hint: number;
}

/**
 * Fills a map in a real Go process whose limit is the whole of `limitBytes`, until the kernel ends
 * it. Without a control group the program watches its own resident bytes.
 *
 * @throws SandboxError `environment` when the program does not build or fails
 */
export async function fillGoProcess(
  request: CapacityRequest,
  { go, settings, entries, hint }: GoFillCase,
): Promise<MeasuredGoFill> {
  const program = await buildGoProgram(
    { name: 'fill', generated: { 'types.go': typesOf(request) } },
    { go, env: request.env, signal: request.signal },
  );
  const line: FillPoint[] = [];
  let version = go.version;
  let isFilled = false;
  const child = await runChild({
    modulePath: program,
    isProgram: true,
    env: environmentOf(settings),
    job: {
      hint,
      entries,
      step: Math.max(1, Math.round(entries / steps)),
      stopBytes: request.limitBytes,
    },
    limits: { memoryBytes: request.limitBytes, cpus: 2 },
    timeLimitMs,
    signal: request.signal,
    onMessage: (message) => {
      const state = stateSchema.parse(message);
      version = state.version;
      isFilled ||= state.kind === 'filled';
      line.push({ entries: state.entries, bytes: state.rssBytes });
    },
  });
  const last = line.at(-1) ?? { entries: 0, bytes: 0 };
  return {
    version,
    entries: last.entries,
    peakBytes: Math.max(0, ...line.map(({ bytes }) => bytes)),
    endedBy: endOf(child, isFilled && last.entries >= entries, isFilled),
    memory: child.limits.memoryBytes,
    line,
  };
}

function typesOf(request: CapacityRequest): string {
  const key = parseGoKeyType(request.key, 'key');
  return fillTypesFile(key, parseGoType(request.value, 'value'), layoutOf(request));
}

function environmentOf({ gogc, memoryLimitBytes }: GoSettings): Readonly<Record<string, string>> {
  return {
    GOGC: String(gogc),
    GOMEMLIMIT: memoryLimitBytes === null ? '' : String(memoryLimitBytes),
    GODEBUG: '',
    GOMAXPROCS: '',
  };
}

function endOf(
  { ending, stderrTail }: ChildResult,
  hasAll: boolean,
  isFilled: boolean,
): MeasuredGoFill['endedBy'] {
  if (hasAll) return 'all keys';
  if (isFilled) return 'over the limit';
  if (ending.kind === 'killed' && ending.by === 'oom-killer') return 'oom-killer';
  if (ending.kind === 'killed' && ending.by === 'time-limit') return 'time limit';
  const said = stderrTail.trim().split('\n')[0] ?? '';
  throw new SandboxError(
    ending.kind === 'killed' && ending.by === 'interrupt' ? 'invalid' : 'environment',
    `the Go program did not fill its map (${ending.kind}): ${said}`,
  );
}
