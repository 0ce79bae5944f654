import { parseBytes } from '../../../../base/primitives/quantities/parse-bytes.ts';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { ThresholdUnit } from './thresholds.ts';

const relations = ['<=', '>=', '<', '>'] as const;

/** A comparison that a figure must pass. */
export interface Bound {
  readonly relation: (typeof relations)[number];
  /** In bytes, nanoseconds, operations per second, or as it is. */
  readonly value: number;
}

const factors: Readonly<Record<Exclude<ThresholdUnit, 'bytes'>, ReadonlyMap<string, number>>> = {
  count: new Map([['', 1]]),
  ratio: new Map([
    ['', 1],
    ['x', 1],
  ]),
  time: new Map([
    ['ns', 1],
    ['us', 1e3],
    ['µs', 1e3],
    ['ms', 1e6],
    ['s', 1e9],
  ]),
  rate: new Map(
    ['', '/s'].flatMap((per): [string, number][] => [
      [per, 1],
      [`k${per}`, 1e3],
      [`M${per}`, 1e6],
    ]),
  ),
};

/** What a comparison may look like, for messages. */
export const boundExamples: Readonly<Record<ThresholdUnit, string>> = {
  bytes: "'<400MiB' or '<=90'",
  count: "'<=18'",
  time: "'<1ms' or '<=250us'",
  rate: "'>2M/s' or '>=50000'",
  ratio: "'>0.9'",
};

/** @returns `null` where the text is no comparison with a value of that unit */
export function parseBound(text: string, unit: ThresholdUnit): Bound | null {
  const relation = relations.find((one) => text.trim().startsWith(one));
  if (relation === undefined) return null;
  const rest = text.trim().slice(relation.length).trim();
  const [, digits = '', name = ''] =
    /^(\d[\d_]*(?:\.\d+)?(?:e\d{1,3})?)\s*([^\s\d]*)$/i.exec(rest) ?? [];
  const factor = unit === 'bytes' ? bytesOf(name) : factors[unit].get(name);
  const value = Number(digits.replaceAll('_', '')) * (factor ?? Number.NaN);
  return digits === '' || !Number.isFinite(value) ? null : { relation, value };
}

/** Fractions are allowed: bytes per operation are a mean. */
function bytesOf(name: string): number | undefined {
  if (name === '') return 1;
  try {
    return parseBytes(`1${name}`, '');
  } catch (error) {
    if (error instanceof SandboxError) return undefined;
    throw error;
  }
}

/** Whether a value is on the right side. */
export function isWithin(value: number, { relation, value: bound }: Bound): boolean {
  switch (relation) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}
