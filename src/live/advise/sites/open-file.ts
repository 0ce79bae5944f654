import type { SourceFile } from '../source/source-file.ts';
import type { ParsedFile } from '../syntax/go-parser.ts';
import type { Home } from '../types/go-type-ref.ts';
import type { FileTypes } from '../types/go-types.ts';

/** A file of the package at work. */
export interface OpenFile {
  readonly file: SourceFile;
  readonly parsed: ParsedFile;
  readonly home: Home;
  /** What the compiler's types say of it. */
  readonly types: FileTypes | null;
}
