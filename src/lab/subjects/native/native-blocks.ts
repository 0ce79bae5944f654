import type { Cell } from '../../config/cell.ts';
import { createKernel } from '../../../maps/reference/kernel/kernel.ts';
import { newMap, newMapType } from '../../../maps/reference/kernel/new-map.ts';
import { expiryOf, hasAges } from '../../workload/ages.ts';
import { firstWholeKind } from '../../workload/operation-kinds.ts';
import { OperationStream, placeWorkload } from '../../workload/operation-stream.ts';
import type { KeyUse } from '../../record/key-use.ts';
import { countKeyUse } from '../count-key-use.ts';
import { placeTables } from '../reference/place-tables.ts';
import { type KeyReader, keyReader, type NativeKey } from './native-keys.ts';
import type { Kernel } from '../../../maps/reference/kernel/kernel.ts';
import type { PlacedWorkload } from '../../workload/operation-stream.ts';
import { referenceMapType } from '../reference/reference-map-type.ts';

/** Operations of one writer in a block. */
const blockOperations = 1024;
const streamsBytes = 2 ** 24;

/**
 * The operations of all writers in fixed turn, ready for a `Map`, block by block: the same ones
 * that the reference map gets.
 */
export class NativeBlocks {
  readonly kernel: Kernel;
  /** What each operation of the block does (see `operationKinds`), and with which key or argument. */
  readonly kinds: Uint8Array;
  readonly keys: NativeKey[] = [];
  /** Where entries have an age: the number of each operation among those of its writer. */
  readonly numbers: Float64Array | null;
  /** Operations of a writer after which an entry is too old for a look-up. */
  readonly expireAfter: number;
  /** Operations in the block. */
  length = 0;
  readonly #workload: PlacedWorkload;
  readonly #writers: readonly { readonly stream: OperationStream; readonly read: KeyReader }[];

  /** @throws SandboxError `config` when the cell cannot be run */
  constructor(cell: Cell) {
    const type = referenceMapType({ ...cell, map: 'go1.22' });
    const { workload } = cell;
    this.kernel = createKernel({ chargedBytes: streamsBytes });
    const tables = placeTables(this.kernel, workload, type.layout, () =>
      newMap(this.kernel, {
        type: newMapType(this.kernel, type),
        minor: type.version,
        seed: BigInt(workload.seed),
      }),
    );
    this.#workload = placeWorkload(this.kernel, workload, type.layout, tables);
    this.#writers = Array.from({ length: workload.writers }, (_, writer) => {
      const stream = new OperationStream(this.kernel, this.#workload, writer, blockOperations);
      return { stream, read: keyReader(stream, type.layout) };
    });
    this.kinds = new Uint8Array(workload.writers * blockOperations);
    this.numbers = hasAges(workload) ? new Float64Array(this.kinds.length) : null;
    this.expireAfter = expiryOf(workload) ?? Number.POSITIVE_INFINITY;
  }

  /** Starts the workload over. */
  reopen(): void {
    for (const [writer, { stream }] of this.#writers.entries())
      stream.reopen(this.#workload, writer);
    this.#before = 0;
  }

  /** Which keys the first so many operations ask for; `null` without room to count. */
  countKeyUse(performed: Parameters<typeof countKeyUse>[2]): KeyUse | null {
    return countKeyUse(this.kernel, this.#workload, performed, null);
  }

  /** Draws the next block; false when there is none. */
  fill(): boolean {
    this.length = 0;
    const count = this.#writers.length;
    const { numbers } = this;
    for (const [writer, { stream, read }] of this.#writers.entries()) {
      stream.fill();
      for (let at = 0; at < stream.length; at++) {
        const kind = stream.kindAt(at);
        const place = at * count + writer;
        this.kinds[place] = kind;
        this.keys[place] = kind < firstWholeKind ? read(at) : stream.indexAt(at);
        if (numbers !== null) numbers[place] = this.#before + at + 1;
      }
      this.length += stream.length;
    }
    this.#before += blockOperations;
    return this.length > 0;
  }

  /** Operations of each writer before the block. */
  #before = 0;
}
