import type { AdviceRule } from '../advice-document.ts';
import { contractAdvice, noContractAdvice } from './contract.ts';
import { denseIntAdvice } from './dense-int.ts';
import { guardAdvice } from './guard.ts';
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
   * too seldom on labelled code is applied when it is asked for only. `contracts`: where they are required,
   * whatever else is asked for.
   */
  readonly isOn: 'always' | 'figures' | 'asked' | 'contracts';
}

const entries: Readonly<Record<AdviceRule, RuleEntry>> = {
  hint: { advise: hintAdvice, isOn: 'always' },
  indirect: { advise: indirectAdvice, isOn: 'always' },
  'rebuilt-literal': { advise: rebuiltLiteralAdvice, isOn: 'always' },
  'dense-int': { advise: denseIntAdvice, isOn: 'always' },
  'static-table': { advise: staticTableAdvice, isOn: 'always' },
  'bool-set': { advise: boolSetAdvice, isOn: 'always' },
  contract: { advise: contractAdvice, isOn: 'always' },
  'no-contract': { advise: noContractAdvice, isOn: 'contracts' },
  grows: { advise: growsAdvice, isOn: 'figures' },
  'never-shrinks': { advise: neverShrinksAdvice, isOn: 'figures' },
  'inconsistent-lock': { advise: inconsistentLockAdvice, isOn: 'asked' },
  'copy-on-write': { advise: copyOnWriteAdvice, isOn: 'asked' },
  guard: { advise: guardAdvice, isOn: 'always' },
};

interface Occasion {
  /** Whether a running program shows the site. */
  readonly hasFigures: boolean;
  /** Whether a shared map must promise something. */
  readonly requiresContract: boolean;
}

/**
 * The rules to apply to a site.
 *
 * @param asked the rules that were asked for; `null` for those that are on
 */
export function rulesFor(
  asked: readonly AdviceRule[] | null,
  { hasFigures, requiresContract }: Occasion,
): readonly Rule[] {
  return Object.entries(entries)
    .filter(([name, { isOn }]) => {
      if (isOn === 'contracts') return requiresContract;
      if (asked !== null) return asked.some((rule) => rule === name);
      return isOn === 'always' || (isOn === 'figures' && hasFigures);
    })
    .map(([, { advise }]) => advise);
}

/** Whether one of them needs to know which locks callers hold. */
export function needsCallers(asked: readonly AdviceRule[] | null): boolean {
  return asked?.some((rule) => rule === 'inconsistent-lock' || rule === 'copy-on-write') ?? false;
}
