import { relative, resolve } from 'node:path';
import type {
  Advice,
  AdviceDocument,
  AdviceLevel,
  AdviceRule,
  AdvisedSite,
} from '../advice-document.ts';

/** An advice that was there when the baseline was written. */
export interface KnownAdvice {
  /** The id of the site, its path relative to the folder of the baseline. */
  readonly site: string;
  readonly rule: AdviceRule;
  readonly level: AdviceLevel;
}

/** Advice that is known, so that only new advice fails. Lines are no part of it. */
export interface AdviceBaseline {
  readonly kind: 'mapswell-advice-baseline';
  readonly version: 1;
  readonly advice: readonly KnownAdvice[];
}

/** Where paths of a document and of a baseline start. */
export interface BaselineFolders {
  readonly cwd: string;
  /** Of the file that the baseline is. */
  readonly folder: string;
}

/** Everything that is advised now, and what an earlier baseline holds of it. */
export function baselineOf(document: AdviceDocument, folders: BaselineFolders): AdviceBaseline {
  const advice = document.sites.flatMap((site) => {
    const known = site.suppressed.filter(({ suppressedBy }) => suppressedBy === 'baseline');
    const id = idFrom(site, folders);
    return [...site.advice, ...known].map(({ rule, level }) => ({ site: id, rule, level }));
  });
  return {
    kind: 'mapswell-advice-baseline',
    version: 1,
    advice: advice.toSorted((a, b) =>
      a.site === b.site ? compare(a.rule, b.rule) : compare(a.site, b.site),
    ),
  };
}

/**
 * The document with what a baseline knows among the suppressed. An advice that weighs more than it did, such
 * as a warning that was a note, is new.
 *
 * @param name of the baseline, for those who read why an advice is suppressed
 */
export function withoutKnown(
  document: AdviceDocument,
  baseline: AdviceBaseline,
  name: string,
  folders: BaselineFolders,
): AdviceDocument {
  const known = new Map(baseline.advice.map((one) => [keyOf(one.site, one.rule), one.level]));
  let met = 0;
  const sites = document.sites.map((site) => {
    if (site.advice.length === 0) return site;
    const id = idFrom(site, folders);
    const isKnown = ({ rule, level }: Advice): boolean => {
      const before = known.get(keyOf(id, rule));
      return before !== undefined && weights[level] <= weights[before];
    };
    const because = `known by ${name}`;
    const old = site.advice
      .filter(isKnown)
      .map((advice) => Object.assign({ suppressedBy: 'baseline', because } as const, advice));
    met += old.length;
    return {
      ...site,
      advice: site.advice.filter((one) => !isKnown(one)),
      suppressed: [...site.suppressed, ...old],
    };
  });
  return { ...document, sites, baseline: { name, met, unmet: baseline.advice.length - met } };
}

const weights = { note: 0, warning: 1, error: 2 } as const;

function keyOf(site: string, rule: AdviceRule): string {
  return `${rule} ${site}`;
}

function idFrom({ id, path }: AdvisedSite, { cwd, folder }: BaselineFolders): string {
  const near = relative(folder, resolve(cwd, path)).replaceAll('\\', '/');
  return `${near}${id.slice(path.length)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
