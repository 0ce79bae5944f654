import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { describeFirstIssue } from '../../../base/schema/describe-issues.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { RunPart } from '../../record/run-record.ts';
import type { JournalEntry } from './journal.ts';
import type { ProcessResult } from './process-result.ts';
import { journalKind, journalVersion, type RunHeader } from './run-header.ts';

/** The most that V8 can hold as one text. */
const mostJournalBytes = 500 * 2 ** 20;

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

/**
 * Reads a journal, checking every field; a last line that was cut off is left out.
 *
 * @throws SandboxError `input` when the file is missing, is no journal, comes from a newer version, or
 *   a whole line of it breaks the schema; the message has the line and the path inside it
 */
export async function readJournal(file: string): Promise<JournalContent> {
  const text = readText(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first = '', ...rest] = whole.split('\n').slice(0, -1);
  const { runHeaderSchema, journalEntrySchema } = await import('./journal-schema.ts');
  const header = checked(readHeader(parseLine(first, file, 1), file), runHeaderSchema, file, 1);
  const results = new Map<string, ProcessResult>();
  const parts: RunPart[] = [{ startedAt: header.startedAt, finishedAt: header.startedAt }];
  let isComplete = false;
  for (const [index, line] of rest.entries()) {
    const number = index + 2;
    const entry = checked(parseLine(line, file, number), journalEntrySchema, file, number);
    if (entry.event === 'complete') {
      requireUnchanged(entry, whole, line, file);
      isComplete = true;
      continue;
    }
    isComplete = false;
    if (entry.event === 'finished') results.set(entry.key, entry.result);
    const last = entry.event === 'resumed' ? undefined : parts.pop();
    parts.push({ startedAt: last?.startedAt ?? entry.at, finishedAt: entry.at });
  }
  return { header, results, parts, isComplete, wholeBytes: Buffer.byteLength(whole) };
}

/** Nothing of ours writes behind a sealed shard: a byte that differs was changed by someone. */
function requireUnchanged(
  { sha256 }: Extract<JournalEntry, { event: 'complete' }>,
  whole: string,
  line: string,
  file: string,
): void {
  const before = whole.slice(0, whole.lastIndexOf(line));
  if (createHash('sha256').update(before).digest('hex') === sha256) return;
  throw new SandboxError(
    'invalid',
    `${file} was changed after it had been written: its bytes do not have the sum of its last line`,
  );
}

function readText(file: string): string {
  try {
    return readInputText(file, mostJournalBytes);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new SandboxError('input', `no run to resume: ${error.message}`, { cause: error });
  }
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
