import { type Flag, valueFlag } from './flag.ts';

/** `--node-arguments`: flags of a Node.js process, with spaces between. */
export const nodeArgumentsFlag: Flag<readonly string[] | undefined> = valueFlag(
  '<flags>',
  'flags of the Node.js process, such as --max-old-space-size=400',
  (text): readonly string[] => text.split(/\s+/).filter((argument) => argument !== ''),
);
