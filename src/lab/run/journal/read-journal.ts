import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { RunPart } from '../../record/run-record.ts';
import type { JournalEntry } from './journal.ts';
import type { ProcessResult } from './process-result.ts';
import type { RunHeader } from './run-header.ts';

/** The most that V8 can hold as one text. */
const mostJournalBytes = 500 * 2 ** 20;

/** What a journal holds. */
export interface JournalContent {
  readonly header: RunHeader;
  /** Results of the finished processes, by key, in the order in which they finished. */
  readonly results: ReadonlyMap<string, ProcessResult>;
  /** The stretches of time in which the run went on, the last one as far as the journal knows. */
  readonly parts: readonly RunPart[];
  /** Bytes of the whole lines. */
  readonly wholeBytes: number;
}

/**
 * Reads a journal; a last line that was cut off is left out.
 *
 * @throws SandboxError `input` when the file is missing, is no journal, or comes from a newer version
 */
export function readJournal(file: string): JournalContent {
  const text = readText(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first = '', ...rest] = whole.split('\n').slice(0, -1);
  const header = readHeader(parseLine(first, file, 1), file);
  const results = new Map<string, ProcessResult>();
  const parts: RunPart[] = [{ startedAt: header.startedAt, finishedAt: header.startedAt }];
  rest.forEach((line, index) => {
    const entry = parseLine(line, file, index + 2);
    if (!isEntry(entry)) return;
    if (entry.event === 'finished') results.set(entry.key, entry.result);
    const last = entry.event === 'resumed' ? undefined : parts.pop();
    parts.push({ startedAt: last?.startedAt ?? entry.at, finishedAt: entry.at });
  });
  return { header, results, parts, wholeBytes: Buffer.byteLength(whole) };
}

function readText(file: string): string {
  try {
    return readInputText(file, mostJournalBytes);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new SandboxError('input', `no run to resume: ${error.message}`, { cause: error });
  }
}

function readHeader(line: unknown, file: string): RunHeader {
  if (isHeader(line)) return line;
  if (hasKey(line, 'kind') && line.kind === journalKind)
    throw new SandboxError(
      'input',
      `${file}: expected journal version 1, got ${hasKey(line, 'version') ? String(line.version) : 'none'}: a newer mapswell wrote it`,
    );
  throw new SandboxError('input', `expected a mapswell journal in ${file}, got another document`);
}

const journalKind: RunHeader['kind'] = 'mapswell-journal';

// The journal is our own writing: kind and version type its lines, no field is checked by itself.
function isHeader(line: unknown): line is RunHeader {
  return (
    hasKey(line, 'kind') &&
    line.kind === journalKind &&
    hasKey(line, 'version') &&
    line.version === 1
  );
}

function isEntry(line: unknown): line is JournalEntry {
  return hasKey(line, 'event');
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
