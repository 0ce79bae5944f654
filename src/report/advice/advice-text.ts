import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type {
  Advice,
  AdviceDocument,
  AdvisedSite,
  CostChange,
  UseCounts,
} from '../../live/advise/advice-document.ts';
import {
  liveSentence,
  measuredSentence,
  unexplainedLines,
  unexplainedMapLines,
} from './live-sentence.ts';
import { filesSentence } from './files-sentence.ts';

/**
 * Advice for people: the sites with something to do, warnings first; then what was analysed and what was not.
 *
 * @param withAll whether sites without advice are listed too
 */
export function adviceText(document: AdviceDocument, withAll: boolean): string {
  const advised = document.sites.filter(({ advice }) => advice.length > 0);
  const live = document.sites.filter((site) => site.live !== null);
  const listed = withAll ? document.sites : [...new Set([...live, ...advised])];
  const blocks = [...listed].toSorted(order).map(siteText);
  return [...blocks, summary(document, advised)].join('\n');
}

const ranks = { error: 0, warning: 1, note: 2 } as const;

/** By the bytes that a profile shows, then by level. */
function order(a: AdvisedSite, b: AdvisedSite): number {
  return (b.live?.bytes ?? 0) - (a.live?.bytes ?? 0) || rankOf(a) - rankOf(b);
}

function rankOf({ advice }: AdvisedSite): number {
  return Math.min(3, ...advice.map(({ level }) => ranks[level]));
}

function siteText(site: AdvisedSite): string {
  const { path, line, name, type, kind } = site;
  const where = kind === 'field' && site.owner !== '' ? `${site.owner}.${name}` : name;
  const lines = [
    `${path}:${line}: ${where} ${type} [${kind}]`,
    `  ${usesText(site.uses)}${lockText(site)}`,
    ...(site.live === null ? [] : [`  ${liveSentence(site.live)}`]),
    ...(site.measured === null ? [] : [`  ${measuredSentence(site.measured)}`]),
    ...site.advice.flatMap(adviceLines),
  ];
  return `${lines.join('\n')}\n`;
}

function usesText({ writes, reads, deletes, ranges, escapes }: UseCounts): string {
  const parts = [
    plural(writes, 'write'),
    plural(reads, 'read'),
    plural(deletes, 'delete'),
    plural(ranges, 'range'),
    ...(escapes > 0 ? [`handed on ${formatCount(escapes)}x`] : []),
  ].filter((part) => !part.startsWith('0 '));
  return parts.length === 0 ? 'no uses seen' : parts.join(', ');
}

function lockText({ lock }: AdvisedSite): string {
  if (lock === null) return '';
  const { name, locked, unlocked } = lock;
  const of = name === '' ? 'a lock of the caller' : name;
  return `; ${of} held in ${locked} of ${locked + unlocked}`;
}

function adviceLines({ rule, level, confidence, reason, fix, bytes }: Advice): string[] {
  return [
    `  ${level} ${rule} (${confidence}): ${reason}`,
    ...(fix === null ? [] : [`    ${fix.description}`]),
    ...(bytes ?? []).map((change) => `    ${costText(change)}`),
  ];
}

function costText({ now, advised }: CostChange): string {
  const at = `at ${plural(now.entries, 'entry', 'entries')} (${now.map})`;
  const held = `holds ${formatBytes(now.bytesHeld)}, ${formatBytes(now.peakBytesHeld)} at most`;
  const allocated = `${formatBytes(now.totalBytesAllocated)} allocated in ${plural(now.growths, 'growth')}`;
  if (advised === null) return `${at}: ${held}`;
  if (advised.bytesHeld !== now.bytesHeld && advised.hint === now.hint)
    return `${at}: ${held} -> ${formatBytes(advised.bytesHeld)}, ${formatBytes(advised.peakBytesHeld)} at most`;
  return `${at}: ${allocated} -> ${formatBytes(advised.totalBytesAllocated)} in ${formatCount(advised.growths)}; at most ${formatBytes(now.peakBytesHeld)} -> ${formatBytes(advised.peakBytesHeld)} held`;
}

function summary(document: AdviceDocument, advised: readonly AdvisedSite[]): string {
  const { sites } = document;
  const all = advised.flatMap(({ advice }) => advice);
  const warnings = all.filter(({ level }) => level !== 'note').length;
  return [
    `${plural(sites.length, 'map')}, ${plural(warnings, 'warning')}, ${plural(all.length - warnings, 'note')}.`,
    ...unexplainedLines(document),
    ...unexplainedMapLines(document),
    ...suppressedLines(document),
    ...document.comments.map(
      ({ path, line, comment, problem }) => `${path}:${line}: ${comment} ${problem}.`,
    ),
    ...filesSentence(document),
    '',
  ].join('\n');
}

function suppressedLines({ sites, baseline }: AdviceDocument): readonly string[] {
  const silenced = sites
    .flatMap(({ suppressed }) => suppressed)
    .filter(({ suppressedBy }) => suppressedBy === 'comment').length;
  const unmet =
    baseline === null || baseline.unmet === 0
      ? ''
      : `; ${formatCount(baseline.unmet)} more of it ${baseline.unmet === 1 ? 'was' : 'were'} not met`;
  return [
    ...(silenced === 0 ? [] : [`Silenced by comments: ${formatCount(silenced)}.`]),
    ...(baseline === null
      ? []
      : [`Known by ${baseline.name}: ${formatCount(baseline.met)}${unmet}.`]),
  ];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
