import type { SizedSpec } from '../map-spec.ts';
import { modelFacts } from '../model-facts.ts';
import { entryTypes } from './entry-types.ts';
import { parseV8Side } from './parse-v8-shape.ts';

/** What a size model counts of a map, and what of it stands elsewhere, in words. */
export function countedText(spec: Pick<SizedSpec, 'map' | 'key' | 'value'>): string {
  const { runtime, counted } = modelFacts(spec.map);
  if (runtime !== 'node-object' || !hasWholeKeys(spec)) return counted;
  return `${counted}; whole numbers as keys stand in an array instead as long as they lie close, which is not counted`;
}

function hasWholeKeys(spec: Pick<SizedSpec, 'map' | 'key' | 'value'>): boolean {
  return (
    parseV8Side(spec.key, 'key').shape.kind === 'smi' ||
    entryTypes(spec).key.keyKind.startsWith('int')
  );
}
