import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { FilePlace } from '../../../base/primitives/input/open-files.ts';
import { inputChunks } from '../../../base/primitives/input/read-input.ts';
import { describeFirstIssue } from '../../../base/schema/describe-issues.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { RunPart } from '../../record/run-record.ts';
import type { JournalEntry } from './journal.ts';
import type { ProcessResult } from './process-result.ts';
import { journalKind, journalVersion, type RunHeader } from './run-header.ts';

/** What a journal holds. */
export interface JournalContent {
  readonly header: RunHeader;
  /** Results of the finished processes, by key, in the order in which they finished. */
  readonly results: ReadonlyMap<string, ProcessResult>;
  /** The stretches of time in which the run went on, the last one as far as the journal knows. */
  readonly parts: readonly RunPart[];
  /** Whether the last line says that every process of the shard is here. */
  readonly isComplete: boolean;
  /** Bytes of the whole lines. */
  readonly wholeBytes: number;
}

/** Told of every finished process, in the order in which they finished. */
export type FinishedListener = (key: string, result: ProcessResult, place: FilePlace) => void;

/**
 * What the first line of a journal says; of the others none is looked at.
 *
 * @throws SandboxError `input` when the file is missing, is no journal, or comes from a newer version
 */
export async function readRunHeader(file: string): Promise<RunHeader> {
  const { runHeaderSchema } = await import('./journal-schema.ts');
  const [line] = wholeLines(file);
  const value = parseLine(line?.toString('utf8') ?? '', file, 1);
  return checked(readHeader(value, file), runHeaderSchema, file, 1);
}

/**
 * Reads a journal, checking every field; a last line that was cut off is left out. No result is held.
 *
 * @throws SandboxError `input` when the file is missing, is no journal, comes from a newer version, or
 *   a whole line of it breaks the schema; the message has the line and the path inside it
 */
export async function scanJournal(
  file: string,
  onFinished: FinishedListener,
): Promise<Omit<JournalContent, 'results'>> {
  const { runHeaderSchema, journalEntrySchema } = await import('./journal-schema.ts');
  const hash = createHash('sha256');
  const parts: RunPart[] = [];
  let header: RunHeader | null = null;
  let isComplete = false;
  let wholeBytes = 0;
  let number = 0;
  for (const line of wholeLines(file)) {
    number += 1;
    const value = parseLine(line.toString('utf8'), file, number);
    const place = { offset: wholeBytes, length: line.length };
    if (header === null) {
      header = checked(readHeader(value, file), runHeaderSchema, file, number);
      parts.push({ startedAt: header.startedAt, finishedAt: header.startedAt });
    } else {
      const entry = checked(value, journalEntrySchema, file, number);
      isComplete = entry.event === 'complete';
      if (entry.event === 'complete') requireUnchanged(entry, hash.copy().digest('hex'), file);
      else addEntry(entry, parts);
      if (entry.event === 'finished') onFinished(entry.key, entry.result, place);
    }
    hash.update(line);
    wholeBytes += line.length;
  }
  header ??= checked(readHeader(parseLine('', file, 1), file), runHeaderSchema, file, 1);
  return { header, parts, isComplete, wholeBytes };
}

/** Lines with their ends, one at a time; what stands behind the last end is none. */
function* wholeLines(file: string): Generator<Buffer> {
  let pieces: Buffer[] = [];
  try {
    for (const chunk of inputChunks(file)) {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        yield Buffer.concat([...pieces, chunk.subarray(from, end + 1)]);
        pieces = [];
        from = end + 1;
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from));
    }
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new SandboxError('input', `no run to resume: ${error.message}`, { cause: error });
  }
}

function addEntry(entry: Exclude<JournalEntry, { event: 'complete' }>, parts: RunPart[]): void {
  const last = entry.event === 'resumed' ? undefined : parts.pop();
  parts.push({ startedAt: last?.startedAt ?? entry.at, finishedAt: entry.at });
}

/** Nothing of ours writes behind a sealed shard: a byte that differs was changed by someone. */
function requireUnchanged(
  { sha256 }: Extract<JournalEntry, { event: 'complete' }>,
  found: string,
  file: string,
): void {
  if (found === sha256) return;
  throw new SandboxError(
    'invalid',
    `${file} was changed after it had been written: its bytes do not have the sum of its last line`,
  );
}

function readHeader(line: unknown, file: string): unknown {
  if (!hasKey(line, 'kind') || line.kind !== journalKind)
    throw new SandboxError('input', `expected a mapswell journal in ${file}, got another document`);
  if (hasKey(line, 'version') && line.version === journalVersion) return line;
  throw new SandboxError(
    'input',
    `${file}: expected journal version ${journalVersion}, got ${hasKey(line, 'version') ? String(line.version) : 'none'}: a newer mapswell wrote it`,
  );
}

function checked<T>(value: unknown, schema: z.ZodType<T>, file: string, number: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = describeFirstIssue(result.error.issues, { schema, value });
  throw new SandboxError('input', `${file}: line ${number} is damaged: ${issue}`);
}

function hasKey<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new SandboxError('input', `${file}: line ${number} is damaged: expected JSON`, {
      cause: error,
    });
  }
}
