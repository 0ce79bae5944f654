import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from 'yaml';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { describeFirstIssue } from '../../../base/schema/describe-issues.ts';
import type { Contract } from './contract.ts';
import { contractSchema } from './contract-schema.ts';

/** A place in the file of a contract, 1-based. */
export interface ContractPlace {
  readonly line: number;
  readonly column: number;
}

/** A path into a contract: keys and indexes. */
export type ContractPath = readonly (string | number)[];

/** The document of a contract, and where in its file everything is. */
export interface ContractFile {
  /** As messages name it. */
  readonly name: string;
  readonly contract: Contract;
  /** Where a part is; of one that the file does not have, where the nearest part around it is. */
  readonly placeOf: (path: ContractPath) => ContractPlace;
}

/**
 * Reads the text of a contract and checks every key of it.
 *
 * @param name as messages name the file
 * @throws SandboxError `config` with line, column, path, rule and value
 */
export function parseContract(text: string, name: string): ContractFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
  });
  const placeAt = (offset: number): ContractPlace => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) throw refuse(name, placeAt(fault.pos[0]), fault.message);
  const value = valueOf(document, name);
  const placeOf = (path: ContractPath): ContractPlace => placeAt(offsetOf(document, path));
  const result = contractSchema.safeParse(value);
  if (result.success) return { name, contract: result.data, placeOf };
  const { issues } = result.error;
  const [first] = issues;
  const unknown = first?.code === 'unrecognized_keys' ? first.keys.slice(0, 1) : [];
  const path = [...(first?.path ?? []), ...unknown].map((part) =>
    typeof part === 'number' ? part : String(part),
  );
  throw refuse(name, placeOf(path), describeFirstIssue(issues, { schema: contractSchema, value }));
}

function valueOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refuse(name, { line: 1, column: 1 }, why);
  }
}

function refuse(name: string, { line, column }: ContractPlace, message: string): SandboxError {
  return new SandboxError('config', `${name}:${line}:${column}: ${message}`);
}

/** Of a member of a map the key is its place. */
function offsetOf(document: Document, path: ContractPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (one) => isPair(one) && isScalar(one.key) && String(one.key.value) === String(part),
      );
      // What the file does not have comes from its preset, where it has one.
      if (pair === undefined)
        return node === document.contents && part !== 'extends' && document.has('extends')
          ? offsetOf(document, ['extends'])
          : offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (node === undefined) return offset;
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
