import { blankOperation, type LineFormat } from '../recorded-operation.ts';
import type { TrafficColumns } from '../traffic-format.ts';
import { placeColumns, readColumns } from './named-columns.ts';
import { scannedFormats, teachWords } from './scanned-formats.ts';
import { verbOfWord } from './words.ts';

const comma = 0x2c;
const quote = 0x22;
/** Columns that the scanner knows at most. */
const scannedColumns = 256;

/** Where the fields of a line begin and end, quotes not included. */
class Fields {
  readonly from: number[] = [];
  readonly to: number[] = [];
  /** Whether a field holds doubled quotes. */
  readonly hasQuotes: boolean[] = [];
  count = 0;

  /** False for a quote that is not closed, or that is closed within a field. */
  split(bytes: Uint8Array, from: number, to: number): boolean {
    this.count = 0;
    let at = from;
    for (;;) {
      const end = bytes[at] === quote && at < to ? this.#quoted(bytes, at, to) : -1;
      if (end === -2) return false;
      if (end >= 0) at = end;
      else {
        const start = at;
        while (at < to && bytes[at] !== comma) at++;
        this.#add(start, at, false);
      }
      if (at >= to) return true;
      at++;
    }
  }

  text(bytes: Uint8Array, field: number): string {
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
      'utf8',
      this.from[field],
      this.to[field],
    );
    return this.hasQuotes[field] === true ? raw.replaceAll('""', '"') : raw;
  }

  /** Where the field ends, behind its closing quote; -2 where none closes it. */
  #quoted(bytes: Uint8Array, start: number, to: number): number {
    let hasQuotes = false;
    for (let at = start + 1; at < to; at++) {
      if (bytes[at] !== quote) continue;
      if (bytes[at + 1] === quote && at + 1 < to) {
        hasQuotes = true;
        at++;
        continue;
      }
      if (at + 1 < to && bytes[at + 1] !== comma) return -2;
      this.#add(start + 1, at, hasQuotes);
      return at + 1;
    }
    return -2;
  }

  #add(from: number, to: number, hasQuotes: boolean): void {
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.hasQuotes[this.count] = hasQuotes;
    this.count++;
  }
}

/**
 * CSV with a header, commas between, quotes as in RFC 4180 but for line ends within them.
 *
 * @param where what the messages name, usually the file
 */
export function csvLines(columns: TrafficColumns, where: string): LineFormat {
  const operation = blankOperation();
  const fields = new Fields();
  let places: ReturnType<typeof placeColumns> | null = null;
  let width = 0;
  return {
    parse: (bytes, from, to, sink) => {
      if (!fields.split(bytes, from, to)) return 'quotes that are closed in the same line';
      if (places === null) {
        const names = Array.from({ length: fields.count }, (_, field) => fields.text(bytes, field));
        places = placeColumns(names, columns, where);
        width = names.length;
        return null;
      }
      if (fields.count !== width) return `${width} columns as in the header`;
      const { key = 0, ...others } = places;
      operation.bytes = bytes;
      operation.keyFrom = fields.from[key] ?? 0;
      operation.keyTo = fields.to[key] ?? 0;
      if (fields.hasQuotes[key] === true) {
        operation.bytes = Buffer.from(fields.text(bytes, key));
        operation.keyFrom = 0;
        operation.keyTo = operation.bytes.length;
      }
      const problem = readColumns(operation, (role) => {
        const at = role === 'key' ? key : others[role];
        return at === undefined ? '' : fields.text(bytes, at);
      });
      if (problem === null) sink(operation);
      return problem;
    },
    teach: (scanner) => {
      if (places === null || width > scannedColumns) return false;
      const { key = 0, operation: verb = -1, time = -1, keyBytes = -1, valueBytes = -1 } = places;
      const { ttl = -1 } = places;
      scanner.placeColumns(width, key, verb, time, keyBytes, valueBytes, ttl);
      scanner.foldWords();
      teachWords(scanner, verbOfWord);
      scanner.setFormat(scannedFormats.csv);
      return true;
    },
  };
}
