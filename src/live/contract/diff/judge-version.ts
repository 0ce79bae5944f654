/** Whether a version says what changed. */
export interface VersionVerdict {
  /** Whether something breaks that the version does not say. */
  readonly isBroken: boolean;
  /** What is wrong or missing; `null` where all is well. */
  readonly message: string | null;
}

/**
 * Holds a version against what changed: a break raises the first number, or before 1.0.0 the second;
 * something new raises the second, or before 1.0.0 the third (semver.org, 2.0.0).
 */
export function judgeVersion(
  before: string,
  after: string,
  { isBreaking, isAdditive }: { readonly isBreaking: boolean; readonly isAdditive: boolean },
): VersionVerdict {
  const raised = raisedNumber(before, after);
  if (raised === 'fell')
    return {
      isBroken: true,
      message: `expected a version of at least ${before}, got ${after}`,
    };
  const isYoung = before.startsWith('0.');
  const ranks = { major: 3, minor: 2, patch: 1, none: 0 } as const;
  const forBreak = isYoung ? 'minor' : 'major';
  const forMore = isYoung ? 'patch' : 'minor';
  if (isBreaking && ranks[raised] < ranks[forBreak])
    return {
      isBroken: true,
      message: `expected a ${forBreak} version after ${before} for what breaks, or an acceptance of each break, got ${after}`,
    };
  if (isAdditive && ranks[raised] < ranks[forMore])
    return {
      isBroken: false,
      message: `expected a ${forMore} version after ${before} for what changed, got ${after}`,
    };
  return { isBroken: false, message: null };
}

function raisedNumber(
  before: string,
  after: string,
): 'major' | 'minor' | 'patch' | 'none' | 'fell' {
  const [old, now] = [before.split('.').map(Number), after.split('.').map(Number)];
  const names = ['major', 'minor', 'patch'] as const;
  for (const [index, name] of names.entries()) {
    const [was = 0, is = 0] = [old[index], now[index]];
    if (is < was) return 'fell';
    if (is > was) return name;
  }
  return 'none';
}
