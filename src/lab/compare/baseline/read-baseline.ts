import { recordKind } from '../../record/run-record.ts';
import type { RawFile } from '../../record/stored/raw-parts.ts';
import { openRaw, openText } from '../../record/stored/raw-record.ts';
import type { ComparedRuns } from '../compared-runs.ts';
import { figuresOfParts } from '../figures/figures-of-record.ts';
import { figuresOfCutRecord } from '../figures/figures-of-cut-record.ts';
import { KnownCounts } from '../figures/known-counts.ts';
import { parseRunFigures } from '../figures/read-run-figures.ts';
import { parseBaseline } from './parse-baseline.ts';

type Known = Pick<ComparedRuns, 'baseline' | 'acceptances'>;

/**
 * What runs are compared with: a baseline with its two batches and acceptances, or a plain
 * record, which is a single batch.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where; `invalid` for a record
 *   in lines that was changed after it had been written
 * @param known counts of runs that were read before
 */
export async function readBaseline(
  path: string,
  known: KnownCounts = new KnownCounts(),
): Promise<Known> {
  return await knownOf(await openRaw(path), path, known);
}

/** @param where what the messages name, usually the file */
export async function readBaselineText(text: string, where: string): Promise<Known> {
  return await knownOf(await openText(text, where), where, new KnownCounts());
}

async function knownOf(raw: RawFile, where: string, counts: KnownCounts): Promise<Known> {
  if (raw.kind === 'parts') return { baseline: [await figuresOfParts(raw)], acceptances: [] };
  const figures = figuresOfCutRecord(raw, counts);
  if (figures !== null) return { baseline: [figures], acceptances: [] };
  const { text } = raw;
  if (looksLikeRecord(text)) return { baseline: [parseRunFigures(text, where)], acceptances: [] };
  const { batches, acceptances } = parseBaseline(text, where);
  return { baseline: batches, acceptances };
}

/** Parsed once only: a record is large, and both kinds say what they are in one place. */
function looksLikeRecord(text: string): boolean {
  return new RegExp(String.raw`"kind"\s*:\s*"${recordKind}"`).test(text);
}
