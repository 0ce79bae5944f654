import type { AdviceRule } from '../advice-document.ts';
import { contractAdvice, noContractAdvice } from './contract.ts';
import { denseIntAdvice } from './dense-int.ts';
import { hintAdvice } from './hint.ts';
import { growsAdvice, neverShrinksAdvice } from './lifetime.ts';
import { copyOnWriteAdvice, inconsistentLockAdvice } from './locking.ts';
import type { Rule } from './rule-context.ts';
import { boolSetAdvice, indirectAdvice } from './slots.ts';
import { rebuiltLiteralAdvice, staticTableAdvice } from './tables.ts';

interface RuleEntry {
  readonly advise: Rule;
  /**
   * When it is applied unless it is asked for: `figures` where a running program shows the map. What was right
   * too seldom on labelled code is applied when it is asked for only.
   */
  readonly isOn: 'always' | 'figures' | 'asked';
}

const entries: Readonly<Record<AdviceRule, RuleEntry>> = {
  hint: { advise: hintAdvice, isOn: 'always' },
  indirect: { advise: indirectAdvice, isOn: 'always' },
  'rebuilt-literal': { advise: rebuiltLiteralAdvice, isOn: 'always' },
  'dense-int': { advise: denseIntAdvice, isOn: 'always' },
  'static-table': { advise: staticTableAdvice, isOn: 'always' },
  'bool-set': { advise: boolSetAdvice, isOn: 'always' },
  contract: { advise: contractAdvice, isOn: 'always' },
  'no-contract': { advise: noContractAdvice, isOn: 'always' },
  grows: { advise: growsAdvice, isOn: 'figures' },
  'never-shrinks': { advise: neverShrinksAdvice, isOn: 'figures' },
  'inconsistent-lock': { advise: inconsistentLockAdvice, isOn: 'asked' },
  'copy-on-write': { advise: copyOnWriteAdvice, isOn: 'asked' },
};

/**
 * The rules to apply to a site.
 *
 * @param asked the rules that were asked for; `null` for those that are on
 */
export function rulesFor(
  asked: readonly AdviceRule[] | null,
  hasFigures: boolean,
): readonly Rule[] {
  return Object.entries(entries)
    .filter(([name, { isOn }]) =>
      asked === null
        ? isOn === 'always' || (isOn === 'figures' && hasFigures)
        : asked.some((rule) => rule === name),
    )
    .map(([, { advise }]) => advise);
}

/** Whether one of them needs to know which locks callers hold. */
export function needsCallers(asked: readonly AdviceRule[] | null): boolean {
  return asked?.some((rule) => rule === 'inconsistent-lock' || rule === 'copy-on-write') ?? false;
}
