import type { SizedSpec } from '../map-spec.ts';
import { modelFacts, type SizedFacts } from '../model-facts.ts';
import { parseGoContent } from '../go-type/parse-go-type.ts';
import { goPayload } from './go-payload.ts';
import { parseV8Side } from './parse-v8-shape.ts';
import { type Payload, sumPayload } from './payload.ts';
import type { SizeDistribution } from './size-distribution.ts';
import { v8Payload } from './v8-payload.ts';

/** A map and how large its entries are. */
export interface PayloadRequest extends Pick<SizedSpec, 'map' | 'key' | 'value'> {
  /** Bytes of what the types leave open; `null` = unknown. */
  readonly keySizes: SizeDistribution | null;
  readonly valueSizes: SizeDistribution | null;
  /** Of the Node.js that holds a map of V8: 20 for Node 20. */
  readonly nodeMajor: number;
}

/**
 * What the entries of a map carry outside of its table.
 *
 * @throws SandboxError `usage` for a type or shape that there is none of
 */
export function payloadOf({
  map,
  key,
  value,
  keySizes,
  valueSizes,
  nodeMajor,
}: PayloadRequest): Payload {
  const { goMinor, runtime } = modelFacts(map);
  if (isEntryUnknown(runtime))
    return sumPayload(
      [],
      [
        { of: 'keys', type: key },
        { of: 'values', type: value },
      ],
    );
  if (goMinor === null)
    return v8Payload(
      { ...parseV8Side(key, 'key'), sizes: keySizes },
      { ...parseV8Side(value, 'value'), sizes: valueSizes },
      nodeMajor,
    );
  return goPayload(
    { content: parseGoContent(key, 'key'), sizes: keySizes },
    { content: parseGoContent(value, 'value'), sizes: valueSizes },
    goMinor,
  );
}

/** What Redis and Python put into an entry depends on their allocator and their build: none of it is counted. */
export function isEntryUnknown(
  runtime: SizedFacts['runtime'],
): runtime is 'redis' | 'python' | 'node-object' {
  return runtime !== 'go' && runtime !== 'node';
}
