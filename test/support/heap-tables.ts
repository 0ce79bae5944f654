// What V8 itself says about the tables of collections: a heap snapshot, read back.
import { getHeapSnapshot } from 'node:v8';

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly edge_fields: readonly string[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** Found by its name in the snapshot. */
class HeapTablesProbe {
  readonly collections: readonly (Map<unknown, unknown> | Set<unknown>)[];

  constructor(collections: readonly (Map<unknown, unknown> | Set<unknown>)[]) {
    this.collections = collections;
  }
}

class SnapshotReader {
  readonly #snapshot: Snapshot;
  readonly #firstEdges: readonly number[];

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    const firstEdges: number[] = [];
    let next = 0;
    for (let node = 0; node < snapshot.nodes.length; node += this.#nodeSize) {
      firstEdges.push(next);
      next += this.#field(node, 'edge_count') * snapshot.snapshot.meta.edge_fields.length;
    }
    this.#firstEdges = firstEdges;
  }

  /** The only object with a class of that name that is no prototype or closure. */
  named(name: string, edge: string): number {
    const { nodes, strings } = this.#snapshot;
    for (let node = 0; node < nodes.length; node += this.#nodeSize)
      if (strings[this.#field(node, 'name')] === name && this.follow(node, edge) !== null)
        return node;
    throw new Error(`expected a ${name} in the heap, got none`);
  }

  /** Where an edge of that name leads, or `null`. */
  follow(node: number, name: string): number | null {
    for (const [label, to] of this.edges(node)) if (label === name) return to;
    return null;
  }

  /** Name (or number) and end of every edge of a node. */
  edges(node: number): (readonly [string, number])[] {
    const { edges, strings, snapshot } = this.#snapshot;
    const { edge_fields: fields } = snapshot.meta;
    const first = this.#firstEdges[node / this.#nodeSize] ?? 0;
    const [type, name, to] = ['type', 'name_or_index', 'to_node'].map((it) => fields.indexOf(it));
    return Array.from({ length: this.#field(node, 'edge_count') }, (_, index) => {
      const at = first + index * fields.length;
      const label = edges[at + (name ?? 1)] ?? 0;
      // Types 1 (element) and 4 (hidden) have an index, the others a name.
      const isNumbered = [1, 4].includes(edges[at + (type ?? 0)] ?? 0);
      return [isNumbered ? String(label) : (strings[label] ?? ''), edges[at + (to ?? 2)] ?? 0];
    });
  }

  selfSize(node: number): number {
    return this.#field(node, 'self_size');
  }

  get #nodeSize(): number {
    return this.#snapshot.snapshot.meta.node_fields.length;
  }

  #field(node: number, name: string): number {
    const { nodes, snapshot } = this.#snapshot;
    return nodes[node + snapshot.meta.node_fields.indexOf(name)] ?? 0;
  }
}

/** Bytes of the object and of the table of each collection, by V8's own account. */
export async function heapTables(
  collections: readonly (Map<unknown, unknown> | Set<unknown>)[],
): Promise<readonly (readonly [number, number])[]> {
  const probe = new HeapTablesProbe(collections);
  const chunks: Buffer[] = [];
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk));
  const reader = new SnapshotReader(JSON.parse(Buffer.concat(chunks).toString()));
  const list = reader.follow(reader.named('HeapTablesProbe', 'collections'), 'collections') ?? 0;
  const elements = new Map(reader.edges(reader.follow(list, 'elements') ?? list));
  const own = new Map(reader.edges(list));
  return probe.collections.map((_, index) => {
    const object = own.get(String(index)) ?? elements.get(String(index)) ?? 0;
    return [reader.selfSize(object), reader.selfSize(reader.follow(object, 'table') ?? 0)];
  });
}
