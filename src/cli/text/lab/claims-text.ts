import type { ClaimsReport, TestedClaim } from '../../../lab/verify/claims/claim.ts';
import { terminalText } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

/** What `mapswell claims` prints. */
export function claimsText({ claims, remarks }: ClaimsReport): string {
  const count = (verdict: TestedClaim['verdict']): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  return (
    claims.map((claim) => claimText(claim)).join('\n') +
    remarks.map((remark) => `\n${terminalText(remark)}\n`).join('') +
    `\n${claims.length} claims: ${count('true')} true, ${count('false')} false, ${count('depends')} depend on the map.\n`
  );
}

function claimText({ statement, verdict, evidence, explanation }: TestedClaim): string {
  const rows = evidence.map(({ subject, isReal, measured, holds }) => [
    subject,
    isReal ? 'real' : 'model',
    holds ? 'holds' : 'does not hold',
    measured,
  ]);
  const columns = [{ title: 'Map' }, { title: 'Kind' }, { title: 'Claim' }, { title: 'Measured' }];
  return `${verdict.toUpperCase()}: ${statement}\n${explanation}\n${textTable(columns, rows)}`;
}
