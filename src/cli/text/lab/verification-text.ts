import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { ComparedField, Verification } from '../../../lab/verify/verification.ts';
import { terminalText } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

/** What `mapswell verify` prints. */
export function verificationText({ fields, remarks, isEqual, go, node }: Verification): string {
  const subjects = [...new Set(fields.map(({ subject }) => subject))];
  const tables = subjects.map((subject) => {
    const rows = fields.filter((field) => field.subject === subject);
    return `${terminalText(subject)}\n${fieldTable(rows)}\n`;
  });
  const compared = fields.reduce((sum, field) => sum + field.compared, 0);
  const differences = fields.reduce((sum, field) => sum + field.differences, 0);
  const what = [go?.version, `Node ${node}`].filter((name) => name !== undefined).join(' and ');
  const verdict = isEqual
    ? `Equal: ${formatCount(compared)} comparisons with ${what}, no difference.\n`
    : `Different: ${formatCount(differences)} of ${formatCount(compared)} comparisons with ${what} differ.\n`;
  return `${tables.join('')}${remarks.map((remark) => `${terminalText(remark)}\n`).join('')}${verdict}`;
}

function fieldTable(fields: readonly ComparedField[]): string {
  return textTable(
    [
      { title: 'Field' },
      { title: 'Compared', align: 'right' },
      { title: 'Differences', align: 'right' },
      { title: 'Rule' },
      { title: 'Remark' },
    ],
    fields.map(({ field, compared, differences, rule, remark }) => [
      field,
      formatCount(compared),
      formatCount(differences),
      rule,
      remark ?? '',
    ]),
  );
}
