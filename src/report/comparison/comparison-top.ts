import type { ComparedSide, Comparison } from '../../lab/compare/comparison.ts';
import { countsText } from '../../lab/compare/comparison-findings.ts';
import type { VerdictKind } from '../../lab/compare/verdict/verdict.ts';
import { counted, formatMoment, formatShare } from '../run/figures/format-figure.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';

const sentences: Readonly<Record<VerdictKind, string>> = {
  regressed: 'Something got worse, for certain.',
  invalid: 'Something cannot be used: it is missing, unsound, or other work.',
  incomparable: 'A part has no counterpart in the baseline.',
  inconclusive: 'Nothing got worse for certain, but it cannot be excluded either.',
  improved: 'Nothing got worse, and something got better.',
  pass: 'Nothing that counts has changed.',
};

/** The outcome, what was compared with what, and how strictly. */
export function comparisonTop(comparison: Comparison): Markup {
  const { outcome, options, familySize, baseline, candidate, warnings } = comparison;
  return html`<header class="top">
      <div>
        <p class="eyebrow">mapswell comparison</p>
        <h1><span class="${outcome}">${capital(outcome)}</span></h1>
        <p class="lede">${sentences[outcome]} ${capital(countsText(comparison))}.</p>
      </div>
      <dl class="facts">
        ${sideFacts('Baseline', baseline)}${sideFacts('Candidate', candidate)}
        <dt>Timed gate</dt>
        <dd>
          ${counted(familySize, 'gated metric')}: a change beyond ${formatShare(options.band)} and
          beyond the noise, twice, with an adjusted p below ${options.alpha}
        </dd>
      </dl>
    </header>
    ${
      warnings.length === 0
        ? null
        : html`<section aria-label="Warnings">
            ${warnings.map(({ message }) => html`<p class="warning">${foreign(message)}</p>`)}
          </section> `
    }`;
}

function sideFacts(title: string, side: ComparedSide): Markup {
  const { name, ids, startedAt, machine, node } = side;
  const [first] = startedAt;
  return html`<dt>${title}</dt>
    <dd>
      ${foreign(name ?? ids.join(', '))}${
        first === undefined ? null : html`, ${formatMoment(first)}`
      }<br /><span class="muted">${foreign(machine)}, Node.js ${foreign(node)}</span>
    </dd> `;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
