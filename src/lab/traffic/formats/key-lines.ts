import { blankOperation, type LineFormat, Verb } from '../recorded-operation.ts';
import { scannedFormats } from './scanned-formats.ts';

/** One key per line: a look-up that stores the key where it is absent. */
export function keyLines(): LineFormat {
  const operation = { ...blankOperation(), verb: Verb.Fill };
  return {
    parse: (bytes, from, to, sink) => {
      operation.bytes = bytes;
      operation.keyFrom = from;
      operation.keyTo = to;
      operation.keyBytes = to - from;
      sink(operation);
      return null;
    },
    teach: (scanner) => {
      scanner.setFormat(scannedFormats.keys);
      return true;
    },
  };
}
