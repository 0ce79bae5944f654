import type { MapSpec } from '../../../maps/model/map-spec.ts';
import { parseGoContent } from '../../../maps/model/go-type/parse-go-type.ts';
import { openParts } from '../../../maps/model/payload/go-objects.ts';
import { scaledSizes } from '../../../maps/model/payload/size-distribution.ts';
import type { GoSettings } from '../../../maps/model/runtime/go-settings.ts';
import { buildGoProgram } from '../../subjects/go/build-go-program.ts';
import { fillTypesFile } from '../../subjects/go/fill-types-file.ts';
import type { GoToolchain } from '../../subjects/go/go-toolchain.ts';
import { keyLayoutOf } from '../../workload/key-layout.ts';
import { fillInProcess, type MeasuredFill, type ProcessFillTask } from './process-fill.ts';

/** One real Go process to fill a map in. */
export interface GoFillTask extends ProcessFillTask, Pick<MapSpec, 'key' | 'value' | 'hint'> {
  readonly go: GoToolchain;
  readonly settings: GoSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Fills a map in a real Go process until the kernel ends it. Without a control group the program
 * watches its own resident bytes.
 *
 * @throws SandboxError `usage` for entries that a program cannot make, `environment` when the program
 *   does not build or fails
 */
export async function fillGoProcess(task: GoFillTask): Promise<MeasuredFill> {
  const key = parseGoContent(task.key, 'key');
  const value = parseGoContent(task.value, 'value');
  const layout = keyLayoutOf(key.type, { stringKeyBytes: 0 });
  const open = openParts(value);
  const program = await buildGoProgram(
    { name: 'fill', generated: { 'types.go': fillTypesFile(key, value, layout) } },
    { go: task.go, env: task.env, signal: task.signal },
  );
  const keyCount = key.pointees[0]?.count ?? null;
  return fillInProcess(
    {
      ...task,
      keySizes: keyCount === null ? task.keySizes : { kind: 'fixed', bytes: keyCount },
      valueSizes: task.valueSizes === null ? null : scaledSizes(task.valueSizes, 1 / open),
    },
    { modulePath: program, isProgram: true, env: environmentOf(task.settings) },
    { hint: task.hint, stopBytes: task.limitBytes },
  );
}

function environmentOf({ gogc, memoryLimitBytes }: GoSettings): Readonly<Record<string, string>> {
  return {
    GOGC: gogc === null ? 'off' : String(gogc),
    GOMEMLIMIT: memoryLimitBytes === null ? '' : String(memoryLimitBytes),
    GODEBUG: '',
    GOMAXPROCS: '',
  };
}
