import { type DocumentKind, parseDocument } from '../../../base/schema/parse-document.ts';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import { documentText } from '../../record/document-file.ts';
import type { SpeedReport } from './speed-report.ts';

const speedKind = 'mapswell-speed';
const speedVersion = 1;

/** Speeds beside real Go as a versioned JSON document, for a report to quote. */
export interface SpeedDocument extends SpeedReport {
  readonly kind: typeof speedKind;
  readonly version: typeof speedVersion;
}

/** How to read the document. */
const speedDocument: DocumentKind<SpeedDocument> = {
  name: 'table of speeds beside real Go',
  kind: speedKind,
  version: speedVersion,
  schema: async () => (await import('./speed-schema.ts')).speedSchema,
};

/** The document of a report. */
export function speedDocumentOf(report: SpeedReport): SpeedDocument {
  return { kind: speedKind, version: speedVersion, ...report };
}

/** The text of its file. */
export function formatSpeed(report: SpeedReport): string {
  return documentText(speedDocumentOf(report), 'table of speeds');
}

/**
 * Reads speeds from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readSpeed(path: string): Promise<SpeedReport> {
  return await parseDocument(readInputText(path), path, speedDocument);
}

/**
 * Writes speeds, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written
 */
export async function writeSpeed(path: string, report: SpeedReport): Promise<void> {
  await writeFileAtomically(path, formatSpeed(report));
}
