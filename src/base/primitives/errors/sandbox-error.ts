/** What a failure means to the caller, and with it the exit code of the command line. */
export type ErrorCode =
  | 'usage' // a flag, a name or a value that the user gave is wrong
  | 'config' // a scenario or the configuration is wrong
  | 'input' // a file that was read is missing, damaged, foreign or newer than this program
  | 'output' // a file or folder cannot be written
  | 'environment' // this machine cannot do what was asked
  | 'invalid' // a measurement that must not be used
  | 'internal'; // a defect of mapswell

const brand = Symbol.for('mapswell.SandboxError');

/**
 * The one error that people see. The message names the thing, the rule and the value, as in
 * `expected rounds to be an integer from 1 to 1000, got -3 (scenarios/churn.ts)`.
 */
export class SandboxError extends Error {
  readonly code: ErrorCode;

  /** Two files of the bundle each have a class of their own: errors of the one are those of the other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== SandboxError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && brand in value;
  }

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxError';
    this.code = code;
  }
}

Object.defineProperty(SandboxError.prototype, brand, { value: true });
