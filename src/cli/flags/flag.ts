import { defined } from '../../base/primitives/defined.ts';
import { parseBytes } from '../../base/primitives/quantities/parse-bytes.ts';
import { parseCount } from '../../base/primitives/quantities/parse-count.ts';
import { parseNumber } from './parse-number.ts';

/** Where a value was given: for messages, and for paths in it. */
export interface FlagPlace {
  /** The flag itself, such as `--limit`. */
  readonly flag: string;
  readonly cwd: string;
}

/** @throws SandboxError `usage` naming the flag, the rule and the value */
export type ParseFlag<Value> = (text: string, place: FlagPlace) => Value;

/**
 * One flag of a command, under the key that its value has in the request: `limitMemory` is given as
 * `--limit-memory`.
 *
 * @typeParam Value what the request holds; `undefined` is part of it where the flag may be missing
 */
export interface Flag<Value> {
  readonly summary: string;
  /** How help writes the value, as in `<bytes>`; `null` for a flag that takes none. */
  readonly value: string | null;
  readonly parse: ParseFlag<unknown>;
  readonly default?: Value;
  /** How help writes the default where that is not how it is held, as `1s` for 1000. */
  readonly defaultText?: string;
  readonly choices?: readonly string[];
  readonly isRequired: boolean;
  /** `--limit a --limit b`: the request holds every value. */
  readonly isRepeated: boolean;
  /** `off`: the flag is `--no-KEY`, and the value is true without it; `both`: `--no-KEY` stands beside it. */
  readonly negation: 'none' | 'off' | 'both';
  /** What help says of `--no-KEY` where it stands beside the flag. */
  readonly negationSummary?: string;
  /** Keys of flags that must not stand beside it, `noKEY` for `--no-KEY`. */
  readonly conflicts: readonly string[];
}

/** The flags of a group of which the values are known. */
export type FlagsOf<Values> = { readonly [Key in keyof Values]: Flag<Values[Key]> };

/** What a flag leaves in the request. */
export type FlagValue<One> = One extends Flag<infer Value> ? Value : never;

const plain = {
  isRequired: false,
  isRepeated: false,
  negation: 'none',
  conflicts: [],
} as const;

const asText = (given: string): string => given;

/** A flag without a value: false unless it is given. */
export function toggle(summary: string): Flag<boolean> {
  return { ...plain, summary, value: null, parse: asText };
}

/** `--no-KEY`: true unless it is given. */
export function off(summary: string): Flag<boolean> {
  return { ...plain, summary, value: null, parse: asText, negation: 'off' };
}

/** A flag whose value is taken as it is. */
export function textFlag(value: string, summary: string): Flag<string | undefined>;
export function textFlag(value: string, summary: string, byDefault: string): Flag<string>;
export function textFlag(
  value: string,
  summary: string,
  byDefault?: string,
): Flag<string | undefined> {
  return {
    ...plain,
    summary,
    value,
    parse: asText,
    ...defined({ default: byDefault }),
  };
}

/** A flag whose value is parsed. */
export function valueFlag<Value>(
  shown: string,
  summary: string,
  parse: ParseFlag<Value>,
): Flag<Value | undefined>;
export function valueFlag<Value>(
  shown: string,
  summary: string,
  parse: ParseFlag<Value>,
  byDefault: Value,
): Flag<Value>;
export function valueFlag<Value>(
  shown: string,
  summary: string,
  parse: ParseFlag<Value>,
  byDefault?: Value,
): Flag<Value | undefined> {
  return {
    ...plain,
    summary,
    value: shown,
    parse,
    ...defined({ default: byDefault }),
  };
}

/** A flag with one of few values. */
export function choiceFlag<const Choice extends string>(
  shown: string,
  summary: string,
  choices: readonly Choice[],
): Flag<Choice | undefined>;
export function choiceFlag<const Choice extends string>(
  shown: string,
  summary: string,
  choices: readonly Choice[],
  byDefault: NoInfer<Choice>,
): Flag<Choice>;
export function choiceFlag(
  shown: string,
  summary: string,
  choices: readonly string[],
  byDefault?: string,
): Flag<string | undefined> {
  return {
    ...plain,
    summary,
    value: shown,
    parse: asText,
    choices,
    ...defined({ default: byDefault }),
  };
}

/** A flag that may be given several times, with several values each time where it is shown as `<a...>`. */
export function repeated<Value>(
  shown: string,
  summary: string,
  parse: ParseFlag<Value>,
): Flag<readonly Value[]> {
  return { ...plain, summary, value: shown, parse, default: [], isRepeated: true };
}

/** A flag without a value, or with several: `true` without. */
export function namesOrAll(
  shown: `[${string}...]`,
  summary: string,
): Flag<true | readonly string[] | undefined> {
  return { ...plain, summary, value: shown, parse: asText, isRepeated: true };
}

/** The flag must be given; help says so. */
export function required<Value>(one: Flag<Value | undefined>): Flag<Value>;
export function required(one: Flag<unknown>): Flag<unknown> {
  return { ...one, summary: `${one.summary} (required)`, isRequired: true };
}

/** Help writes the default in this way. */
export function shownAs<Value>(one: Flag<Value>, defaultText: string): Flag<Value> {
  return { ...one, defaultText };
}

/** The flag may also be given as `--no-KEY`, and is false then. */
export function orNone<Value>(one: Flag<Value>, negationSummary: string): Flag<Value | false> {
  return { ...one, negation: 'both', negationSummary };
}

/** The flag must not stand beside the others. */
export function apartFrom<Value>(one: Flag<Value>, ...conflicts: readonly string[]): Flag<Value> {
  return { ...one, conflicts };
}

export const word: ParseFlag<string> = asText;

export const bytes: ParseFlag<number> = (given, { flag }) => parseBytes(given, flag);
export const number: ParseFlag<number> = (given, { flag }) => parseNumber(given, flag);
export function count(
  range: { readonly min?: number; readonly max?: number } = {},
): ParseFlag<number> {
  return (given, { flag }) => parseCount(given, flag, range);
}

/** `--config`, of every command that reads the configuration. */
export const configFlag: Flag<string | undefined> = textFlag(
  '<file>',
  'configuration file (default: the nearest sandbox.config.*)',
);
