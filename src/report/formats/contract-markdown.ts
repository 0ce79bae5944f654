import type { ContractCheck } from '../../live/contract/check-contract.ts';
import { contractSummary } from './contract-text.ts';

/** For a summary of a CI job: the outcome, and a table of what does not hold. */
export function contractMarkdown(check: ContractCheck): string {
  const { rules, contract } = check;
  const broken = rules.filter(({ outcome }) => outcome !== 'holds');
  const rows = broken.flatMap(({ rule, outcome, messages, place }) =>
    messages.map(
      (message) =>
        `| ${outcome} | ${rule} | ${cell(message)} | ${contract === null || place === null ? '' : cell(`${contract.file}:${place.line}`)} |`,
    ),
  );
  const table =
    rows.length === 0
      ? []
      : ['', '| outcome | rule | message | contract |', '|---|---|---|---|', ...rows];
  return [`### mapswell contract`, '', cell(contractSummary(check)), ...table, ''].join('\n');
}

/** Text from outside neither ends a cell nor begins a link or an element. */
function cell(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>|{}#!~]/gu, (character) => `\\${character}`)
    .replaceAll(/[\r\n]+/gu, ' ');
}
