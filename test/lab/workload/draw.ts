import { createKernel, type Kernel } from '../../../src/maps/reference/kernel/kernel.ts';
import type { KeyLayout } from '../../../src/lab/workload/key-layout.ts';
import { type OperationKind, operationKinds } from '../../../src/lab/workload/operation-kinds.ts';
import { OperationStream, placeWorkload } from '../../../src/lab/workload/operation-stream.ts';
import type { KeyDistribution, Mix, Workload } from '../../../src/lab/workload/workload.ts';

/** One kernel for all draws of a test file. */
export const kernel: Kernel = createKernel({ chargedBytes: 2 ** 22 });

export const int64Layout: KeyLayout = { isString: false, keyBytes: 8 };

/** A workload of one phase, with what a test does not care about filled in. */
export function workloadOf(
  keys: KeyDistribution,
  mix: Mix,
  operationsPerWriter: number,
  rest: Partial<Workload> = {},
): Workload {
  return {
    writers: 1,
    ownership: 'disjoint',
    shape: 'scrambled',
    stringKeyBytes: 16,
    seed: 1,
    phases: [{ name: 'only', operationsPerWriter, mix, keys }],
    ...rest,
  };
}

export interface Drawn {
  readonly kind: OperationKind;
  readonly index: number;
  readonly key: string;
}

/** Every operation of one writer, with the bytes of its key in hexadecimal. */
export function draw(workload: Workload, writer = 0, layout: KeyLayout = int64Layout): Drawn[] {
  const stream = new OperationStream(kernel, placeWorkload(kernel, workload, layout), writer, 256);
  const drawn: Drawn[] = [];
  while (stream.fill())
    for (let at = 0; at < stream.length; at++) {
      const kind = operationKinds[stream.kindAt(at)];
      if (kind === undefined) throw new Error(`no kind ${stream.kindAt(at)}`);
      const key = Buffer.from(
        stream.keys.slice(at * stream.keyStride, (at + 1) * stream.keyStride),
      ).toString('hex');
      drawn.push({ kind, index: stream.indexAt(at), key });
    }
  return drawn;
}

/** The key indices of one writer alone, drawn by the block. */
export function eachIndex(
  workload: Workload,
  writer: number,
  visit: (index: number) => void,
): void {
  const stream = new OperationStream(kernel, placeWorkload(kernel, workload, int64Layout), writer);
  while (stream.fill()) for (let at = 0; at < stream.length; at++) visit(stream.indexAt(at));
}
