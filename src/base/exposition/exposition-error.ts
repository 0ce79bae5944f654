import { SandboxError } from '../primitives/errors/sandbox-error.ts';

/** A page of metrics that is none, and where. */
export class ExpositionError extends SandboxError {
  /** Both 1-based; a column is a UTF-16 unit. */
  readonly line: number;
  readonly column: number;
  /** The rule that was broken, without the position. */
  readonly rule: string;

  constructor(rule: string, line: number, column: number) {
    super('input', `line ${line}, column ${column}: ${rule}`);
    this.line = line;
    this.column = column;
    this.rule = rule;
  }
}
