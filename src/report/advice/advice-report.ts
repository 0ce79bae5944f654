import type {
  Finding,
  FindingEdit,
  FindingReport,
  FindingRule,
  SuppressedFinding,
} from '../../base/primitives/errors/finding.ts';
import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type {
  Advice,
  AdviceDocument,
  AdviceLevel,
  AdviceRule,
  AdvisedSite,
  SourceEdit,
} from '../../live/advise/advice-document.ts';
import { filesSentence } from './files-sentence.ts';

const levels: readonly AdviceLevel[] = ['error', 'warning', 'note'];

const summaries: Readonly<Record<AdviceRule, string>> = {
  hint: 'A map that a loop fills can be made in its final size',
  indirect: 'A key or value above 128 bytes costs an allocation for each entry',
  'rebuilt-literal': 'A map of constants is built at every call and only read',
  'dense-int': 'A map whose keys are indices can be a slice',
  'static-table': 'A table that never changes can be an array or a switch',
  contract: 'What a comment promises of a map does not hold',
  'no-contract': 'A map that several goroutines may share declares nothing',
  grows: 'A map that lives long is only ever added to',
  'never-shrinks': 'A map keeps the tables of its peak',
  'inconsistent-lock': 'A map is touched under a lock, and without it',
  'copy-on-write': 'A map that is replaced whole needs no lock for its readers',
  guard: 'Another lock of a map was faster in every round that measured it',
  'bool-set': 'A set of bool takes a byte for each slot in Go up to 1.23',
};

/**
 * Advice as findings, for every format that findings have.
 *
 * @param failOn the least level that decides how the command ends
 */
export function adviceReport(
  document: AdviceDocument,
  failOn: AdviceLevel | 'never',
): FindingReport<AdviceLevel | 'pass'> {
  const findings = document.sites.flatMap((site) =>
    site.advice.map((advice) => findingOf(site, advice, failOn)),
  );
  const counts = levels.map((level) => {
    const count = findings.filter(({ verdict }) => verdict === level).length;
    return `${formatCount(count)} ${level}${count === 1 ? '' : 's'}`;
  });
  const worst = levels.find((level) => findings.some(({ verdict }) => verdict === level));
  return {
    command: 'advise',
    outcome: worst ?? 'pass',
    counts: `${formatCount(document.sites.length)} ${document.sites.length === 1 ? 'map' : 'maps'}, ${counts.join(', ')}`,
    facts: filesSentence(document).map((sentence) => ({
      label: 'source',
      text: sentence,
      sentence,
    })),
    findings,
    suppressed: document.sites.flatMap((site) =>
      site.suppressed.map((advice): SuppressedFinding<AdviceLevel> => ({
        ...findingOf(site, advice, 'never'),
        suppression: {
          kind: advice.suppressedBy === 'comment' ? 'inSource' : 'external',
          because: advice.because,
        },
      })),
    ),
    verdicts: [...levels, 'pass'],
    warnings: document.comments.map(
      ({ path, line, comment, problem }) => `${path}:${line}: ${comment} ${problem}`,
    ),
    rules: Object.entries(summaries).map(([rule, summary]): FindingRule => ({ rule, summary })),
  };
}

function findingOf(
  { id, path, line, name, type }: AdvisedSite,
  { rule, level, confidence, reason, fix, bytes, related }: Advice,
  failOn: AdviceLevel | 'never',
): Finding<AdviceLevel> {
  const [first] = bytes ?? [];
  const saved =
    first === undefined || first.advised === null
      ? ''
      : ` (at ${formatCount(first.now.entries)} entries ${formatBytes(first.now.totalBytesAllocated)} -> ${formatBytes(first.advised.totalBytesAllocated)} allocated)`;
  return {
    rule,
    verdict: level,
    kind: 'fail',
    severity: level,
    isGated: failOn !== 'never' && levels.indexOf(level) <= levels.indexOf(failOn),
    confidence: null,
    where: { kind: 'source', path, line, function: id.slice(id.indexOf('#') + 1) },
    message: `${name} ${type}: ${reason}${fix === null ? '' : `; ${fix.description}`}${saved}`,
    evidence: {
      map: name,
      confidence,
      ...(first === undefined
        ? {}
        : {
            entries: first.now.entries,
            bytesHeld: first.now.bytesHeld,
            totalBytesAllocated: first.now.totalBytesAllocated,
            totalBytesAllocatedAdvised: first.advised?.totalBytesAllocated ?? null,
          }),
    },
    related: related.map((place) => ({
      where: { kind: 'source', path: place.path, line: place.line },
      message: place.text,
    })),
    ...(fix === null
      ? {}
      : { fix: { description: fix.description, edits: fix.edits.map(findingEdit) } }),
  };
}

function findingEdit({ path, line, column, was, text }: SourceEdit): FindingEdit {
  const rows = was.split('\n');
  const last = rows.at(-1)?.length ?? 0;
  return {
    path,
    startLine: line,
    startColumn: column,
    endLine: line + rows.length - 1,
    endColumn: rows.length === 1 ? column + last : last + 1,
    text,
  };
}
