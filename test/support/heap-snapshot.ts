import { readFileSync } from 'node:fs';

/** Bytes of the tables of all Maps and Sets in a heap snapshot, by kind, in order. */
export interface SnapshotTables {
  readonly Map: readonly number[];
  readonly Set: readonly number[];
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/**
 * Reads the tables by V8's own account: each Map or Set has an edge named `table`, an object that is used
 * as a dictionary one named `properties` or `elements`.
 *
 * @param isWanted by the name of the class
 */
export function tablesInSnapshot(
  path: string,
  isWanted: (className: string) => boolean,
  edgeNames: readonly string[] = ['table'],
): readonly { readonly className: string; readonly bytes: number }[] {
  const { snapshot, nodes, edges, strings }: Snapshot = JSON.parse(readFileSync(path, 'utf8'));
  const { node_fields: nodeFields, edge_fields: edgeFields } = snapshot.meta;
  const node = (name: string): number => nodeFields.indexOf(name);
  const edge = (name: string): number => edgeFields.indexOf(name);
  const [nodeName, selfSize, edgeCount] = [node('name'), node('self_size'), node('edge_count')];
  const [edgeName, toNode] = [edge('name_or_index'), edge('to_node')];
  const found: { readonly className: string; readonly bytes: number }[] = [];
  let edgeAt = 0;
  for (let at = 0; at < nodes.length; at += nodeFields.length) {
    const className = strings[nodes[at + nodeName] ?? 0] ?? '';
    const last = edgeAt + (nodes[at + edgeCount] ?? 0) * edgeFields.length;
    for (; edgeAt < last; edgeAt += edgeFields.length) {
      const name = strings[edges[edgeAt + edgeName] ?? 0] ?? '';
      if (!isWanted(className) || !edgeNames.includes(name)) continue;
      found.push({ className, bytes: nodes[(edges[edgeAt + toNode] ?? 0) + selfSize] ?? 0 });
    }
  }
  return found;
}
