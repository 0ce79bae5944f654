import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { modelFacts } from '../model-facts.ts';
import { parseGoContent } from '../go-type/parse-go-type.ts';
import { goObjects } from './go-objects.ts';
import { parseV8Side } from './parse-v8-shape.ts';
import { isEntryUnknown, type PayloadRequest } from './payload-of.ts';
import { openLeaves } from './v8-payload.ts';

/** How errors name the sides and their sizes. */
export interface SizeNames {
  readonly key: string;
  readonly value: string;
  readonly keyBytes: string;
  readonly valueBytes: string;
}

/**
 * Sizes are for what a type leaves open: those of an `int64` would count for nothing.
 *
 * @throws SandboxError `usage` for sizes of a key or a value whose type leaves nothing open
 */
export function requireOpenSizes(
  request: Omit<PayloadRequest, 'nodeMajor'>,
  names: SizeNames,
): void {
  const { map, key, value, keySizes, valueSizes } = request;
  const isOpen = (text: string, option: string): boolean =>
    modelFacts(map).goMinor === null
      ? openLeaves(parseV8Side(text, option).shape) > 0
      : goObjects(parseGoContent(text, option), null).some(({ sizes }) => sizes === null);
  const sides = [
    { text: key, name: names.key, sizes: keySizes, option: names.keyBytes },
    { text: value, name: names.value, sizes: valueSizes, option: names.valueBytes },
  ];
  for (const { text, name, sizes, option } of sides) {
    if (sizes === null) continue;
    if (isEntryUnknown(modelFacts(map).runtime))
      throw new SandboxError(
        'usage',
        `expected ${option} beside a map whose entries are counted, got it beside ${map}, which is a model of the table alone`,
      );
    if (isOpen(text, name)) continue;
    throw new SandboxError(
      'usage',
      `expected ${option} beside a type that leaves bytes open, such as string, []byte or any, got it beside ${name} ${text}, whose bytes are known`,
    );
  }
}
