import type {
  ClaimsReport,
  ClaimVerdict,
  Evidence,
  TestedClaim,
} from '../../../lab/verify/claims/claim.ts';
import { keepUnits } from '../figures/format-figure.ts';
import { foreign, html, type Markup } from '../../kit/page/html.ts';

const verdicts: Readonly<Record<ClaimVerdict, string>> = {
  true: 'holds',
  false: 'does not hold',
  depends: 'depends on the map',
};

/** Well-known statements about the growth of maps: whether each holds, on the models and on real maps. */
export function claimsSection({ claims, go, node, remarks }: ClaimsReport): Markup {
  const count = (verdict: ClaimVerdict): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  const real = [
    ...(go === null ? [] : [`Go ${go.replace(/^go/, '')}`]),
    ...(node === null ? [] : [`Node.js ${node}`]),
  ];
  const asked = real.length === 0 ? 'on the models' : `on the models and on ${real.join(' and ')}`;
  return html`<section class="claims" id="claims" aria-labelledby="claims-name">
    <header>
      <h2 id="claims-name">What is said about map growth</h2>
      <p class="muted">
        ${claims.length} well-known statements, each tested ${asked}: ${count('true')} hold,
        ${count('false')} do not, ${count('depends')}
        ${count('depends') === 1 ? 'depends' : 'depend'} on the map.
        ${remarks.map((remark) => foreign(remark))}
      </p>
    </header>
    <div class="claim-list">${claims.map(claimPart)}</div>
  </section> `;
}

function claimPart({ statement, verdict, evidence, explanation }: TestedClaim): Markup {
  const models = evidence.filter(({ isReal }) => !isReal);
  const real = evidence.filter(({ isReal }) => isReal);
  return html`<article class="claim">
    <h3>
      ${foreign(keepUnits(statement))} <span class="tag ${verdict}">${verdicts[verdict]}</span>
    </h3>
    <p class="muted">${foreign(keepUnits(explanation))}</p>
    <dl>${evidenceRows('On the model', models)}${evidenceRows('On the real map', real)}</dl>
  </article> `;
}

function evidenceRows(where: string, evidence: readonly Evidence[]): readonly Markup[] {
  return evidence.map(
    ({ subject, measured, holds }, index) =>
      html`<dt>${index === 0 ? where : null}</dt>
        <dd>
          <span class="mark" aria-hidden="true">${holds ? '✓' : '✗'}</span>
          <b>${foreign(subject.replace(/^model /, ''))}</b>
          ${holds ? 'holds' : 'does not hold'}: ${foreign(keepUnits(measured))}
        </dd> `,
  );
}
