import { blankOperation, type LineParser, Verb } from '../recorded-operation.ts';

/** One key per line: a look-up that stores the key where it is absent. */
export function keyLines(): LineParser {
  const operation = { ...blankOperation(), verb: Verb.Fill };
  return (bytes, from, to, sink) => {
    operation.bytes = bytes;
    operation.keyFrom = from;
    operation.keyTo = to;
    operation.keyBytes = to - from;
    sink(operation);
    return null;
  };
}
