/** One measurement that checks a claim. */
export interface Evidence {
  /** The map measured: `go1.22`, `Go 1.24.4`, `Node 20.20.2`. */
  readonly subject: string;
  /** Whether it is the real map; otherwise its model. */
  readonly isReal: boolean;
  /** What was found, in words with figures and units. */
  readonly measured: string;
  /** Whether the claim holds there. */
  readonly holds: boolean;
}

/** `depends`: it holds for some of the maps. */
export type ClaimVerdict = 'true' | 'false' | 'depends';

/** A statement about the growth of maps, and what became of it. */
export interface TestedClaim {
  readonly id: string;
  readonly statement: string;
  readonly verdict: ClaimVerdict;
  readonly evidence: readonly Evidence[];
  /** What is so instead, or why. */
  readonly explanation: string;
}

/** All claims, as the command prints and a report shows them. */
export interface ClaimsReport {
  readonly claims: readonly TestedClaim[];
  /** The real maps that were asked: `go1.24.4`, `20.20.2`. */
  readonly go: string | null;
  readonly node: string | null;
  readonly remarks: readonly string[];
}

/** True where it holds for all, false where for none. */
export function verdictOf(evidence: readonly Evidence[]): ClaimVerdict {
  const held = evidence.filter(({ holds }) => holds).length;
  if (held === 0) return 'false';
  return held === evidence.length ? 'true' : 'depends';
}
