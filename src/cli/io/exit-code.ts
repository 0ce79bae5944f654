import type { ErrorCode } from '../../base/primitives/errors/sandbox-error.ts';

/** How the program ends. */
export const exitCodes = {
  fine: 0,
  /** A gate failed: a regression was found. */
  regression: 1,
  /** Usage, configuration, a file or the machine: something that the user can change. */
  badInput: 2,
  /** A result that is not comparable, or a measurement that must not be used. */
  invalid: 3,
  internal: 70,
  interrupted: 130,
} as const;

/** The exit code of each kind of error. */
export const exitCodeOfError: Readonly<Record<ErrorCode, number>> = {
  usage: exitCodes.badInput,
  config: exitCodes.badInput,
  input: exitCodes.badInput,
  output: exitCodes.badInput,
  environment: exitCodes.badInput,
  invalid: exitCodes.invalid,
  internal: exitCodes.internal,
};
