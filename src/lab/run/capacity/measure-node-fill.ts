import type { MapSpec } from '../../../maps/model/map-spec.ts';
import { parseV8Side } from '../../../maps/model/payload/parse-v8-shape.ts';
import { scaledSizes } from '../../../maps/model/payload/size-distribution.ts';
import { openLeaves } from '../../../maps/model/payload/v8-payload.ts';
import { nodeHeapLimit } from '../../../maps/model/runtime/node-heap-limit.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { isMemoryHeld } from '../../sandbox/limits/usable-mechanisms.ts';
import { v8FillSource } from '../../subjects/fill/v8-fill-source.ts';
import { fillInProcess, type MeasuredFill, type ProcessFillTask } from './process-fill.ts';

/** One real Node.js process to fill a map in. */
export interface NodeFillTask extends ProcessFillTask, Pick<MapSpec, 'key' | 'value'> {
  /** The node command. */
  readonly program: string;
  readonly nodeArguments: readonly string[];
}

const modulePath = new URL('../../subjects/fill/fill-node-process.js', import.meta.url).href;

/**
 * Fills a `Map` in a real Node.js process until V8 or the kernel ends it.
 *
 * @throws SandboxError `usage` for entries of unknown shape, `environment` when the process fails
 */
export async function measureNodeFill(task: NodeFillTask): Promise<MeasuredFill> {
  const key = parseV8Side(task.key, 'key');
  const value = parseV8Side(task.value, 'value');
  const source = v8FillSource(key.shape, value.shape);
  if (source === null)
    throw new SandboxError(
      'usage',
      `expected keys and values to be of known shape, got ${task.key} and ${task.value}`,
    );
  return fillInProcess(
    {
      ...task,
      keySizes: partOf(task.keySizes, openLeaves(key.shape)),
      valueSizes: partOf(task.valueSizes, openLeaves(value.shape)),
    },
    {
      modulePath,
      nodeProgram: task.program,
      nodeArguments: [
        ...((await isMemoryHeld()) ? [] : heapAsInContainer(task)),
        ...task.nodeArguments,
        ...(task.weighs === true ? ['--expose-gc'] : []),
      ],
    },
    { source, isSet: value.isAbsent },
  );
}

/** Without a control group Node.js would take its heap from the memory of the machine. */
export function heapAsInContainer({
  limitBytes,
  nodeArguments,
}: Pick<NodeFillTask, 'limitBytes' | 'nodeArguments'>): readonly string[] {
  // The old space is the same share in every version.
  const { oldBytes, isDefault } = nodeHeapLimit(limitBytes, 20, nodeArguments);
  return isDefault ? [`--max-old-space-size=${Math.floor(oldBytes / 2 ** 20)}`] : [];
}

/** Several leaves of open size share what there is. */
function partOf(sizes: NodeFillTask['keySizes'], leaves: number): NodeFillTask['keySizes'] {
  return sizes === null ? null : scaledSizes(sizes, 1 / Math.max(1, leaves));
}
