import type { z } from 'zod';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { parseRecordText } from '../parse-record-text.ts';
import type { CellRecord, RunHead, RunRecord } from '../run-record.ts';
import { unpackCell, unpackHead } from './pack-record.ts';
import type { RawCell, RawFile, RawParts } from './raw-parts.ts';
import { openRaw } from './raw-record.ts';
import type { StoredCell, StoredHead } from './stored-record.ts';

/** A record of any version, of which one cell is held at a time. */
export interface OpenRecord {
  readonly head: RunHead;
  readonly cellCount: number;
  /**
   * From the first one on, each time that it is called; every field is checked. A record in lines is known
   * to be whole and unchanged only when the last one was taken.
   *
   * @throws SandboxError `input` for a cell that breaks the schema and a file that is cut off, `invalid`
   *   for one that was changed
   */
  readonly cells: () => AsyncIterable<CellRecord>;
}

/** @throws SandboxError `input` for what is no record */
export async function openRecord(path: string): Promise<OpenRecord> {
  return await openRawRecord(await openRaw(path), path);
}

/** Like `openRecord`, of what stands in its file. */
export async function openRawRecord(raw: RawFile, where: string): Promise<OpenRecord> {
  if (raw.kind === 'text') return recordInMemory(await parseRecordText(raw.text, where));
  return raw.version === 1 ? await openDocument(raw) : await openStored(raw);
}

/** A record that is held whole, by the same face. */
export function recordInMemory({ cells, ...head }: RunRecord): OpenRecord {
  return {
    head,
    cellCount: cells.length,
    cells: async function* () {
      yield* cells;
    },
  };
}

/**
 * The same record, which throws between two cells once it was asked to end: whoever writes it removes what
 * was written by then.
 */
export function endingWith({ cells, ...record }: OpenRecord, signal: AbortSignal): OpenRecord {
  return {
    ...record,
    cells: async function* () {
      for await (const cell of cells()) {
        signal.throwIfAborted();
        yield cell;
      }
    },
  };
}

/** A record whole. */
export async function collectRecord({ head, cells }: OpenRecord): Promise<RunRecord> {
  const all: CellRecord[] = [];
  for await (const cell of cells()) all.push(cell);
  return { ...head, cells: all };
}

async function openDocument(raw: RawParts): Promise<OpenRecord> {
  const { cellRecordSchema, runHeadSchema } = await import('../schema/run-record-schema.ts');
  const { cells, ...others } = Object(raw.head);
  return {
    head: await checked(others, runHeadSchema, raw),
    cellCount: cells.length,
    cells: async function* () {
      for await (const cell of raw.cells()) yield await checked(cell.value, cellRecordSchema, cell);
    },
  };
}

async function openStored(raw: RawParts): Promise<OpenRecord> {
  const { storedCellSchema, storedHeadSchema } = await import('../schema/stored-record-schema.ts');
  const head = await checked(raw.head, storedHeadSchema, raw);
  requireEnvironments(head, raw.where);
  return {
    head: unpackHead(head),
    cellCount: head.cells,
    cells: async function* () {
      for await (const cell of raw.cells()) {
        const stored = await checked(cell.value, storedCellSchema, cell);
        requireReferences(stored, head, cell.where);
        yield unpackCell(stored);
      }
    },
  };
}

/** A document of a million wrong items would otherwise make millions of issues. */
const upToFirstIssue: z.core.ParseContextInternal<z.core.$ZodIssue> = { abortEarly: true };

async function checked<T>(
  value: unknown,
  schema: z.ZodType<T>,
  { where, index = null }: Pick<RawCell, 'where'> & Partial<Pick<RawCell, 'index'>>,
): Promise<T> {
  const result = schema.safeParse(value, upToFirstIssue);
  if (result.success) return result.data;
  const { describeFirstIssue } = await import('../../../base/schema/describe-issues.ts');
  const reason = describeFirstIssue(result.error.issues, { schema, value });
  const path = result.error.issues[0]?.path ?? [];
  const place = index === null ? '' : `cells[${index}]${path.length === 0 ? ': ' : '.'}`;
  throw refuse(where, `${place}${reason}`);
}

function requireEnvironments(head: StoredHead, where: string): void {
  const { environment, sessions, yardstick } = head;
  requireEnvironment('environment', environment, head, where);
  for (const [at, session] of sessions.entries())
    requireEnvironment(`sessions[${at}].environment`, session.environment, head, where);
  for (const [at, one] of yardstick.entries())
    requireEnvironment(`yardstick[${at}].environment`, one.environment, head, where);
}

function requireEnvironment(
  path: string,
  index: number,
  { environments }: StoredHead,
  where: string,
): void {
  if (index < environments.length) return;
  throw refuse(
    where,
    `${path}: expected one of the ${environments.length} environments, counted from 0, got ${index}`,
  );
}

function requireReferences({ exact, rounds }: StoredCell, head: StoredHead, where: string): void {
  for (const [at, { environment, counts, sameCountsAs }] of exact.entries()) {
    requireEnvironment(`exact[${at}].environment`, environment, head, where);
    if ((counts === undefined) === (sameCountsAs === undefined))
      throw refuse(where, `exact[${at}]: expected either counts or sameCountsAs`);
    if (sameCountsAs !== undefined && !exact[sameCountsAs]?.counts)
      throw refuse(
        where,
        `exact[${at}].sameCountsAs: expected the place of a process with counts, got ${sameCountsAs}`,
      );
  }
  for (const [at, { environment }] of rounds.entries())
    requireEnvironment(`rounds[${at}].environment`, environment, head, where);
}

function refuse(where: string, reason: string): SandboxError {
  return new SandboxError('input', `cannot read ${where}: ${reason}`);
}
