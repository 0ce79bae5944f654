import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { type AdviceRule, adviceRules } from '../../live/advise/advice-document.ts';
import type { FlagPlace } from './flag.ts';

/**
 * Names of rules with commas between, or `all`.
 *
 * @throws SandboxError `usage` for a name that is no rule
 */
export function parseRules(given: string, { flag }: FlagPlace): readonly AdviceRule[] {
  if (given === 'all') return adviceRules;
  const names = given.split(',');
  const known = adviceRules.filter((rule) => names.includes(rule));
  const wrong = names.find((name) => !known.some((rule) => rule === name));
  if (wrong === undefined) return known;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be all or of ${adviceRules.join(', ')}, got ${JSON.stringify(wrong)}`,
  );
}
